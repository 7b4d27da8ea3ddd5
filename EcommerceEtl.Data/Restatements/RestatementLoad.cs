using System.Runtime.InteropServices;
using EcommerceEtl.Data.Totals;

namespace EcommerceEtl.Data.Restatements;

/// <summary>What a load changes of the orders and the net sales of final days, and of their sessions where an order moves its session to
/// another day. It keeps one difference a day and asks the database once, at the end, for the totals of the days that differ: what stood
/// there before is what stands there now, less the difference.</summary>
/// <param name="scope">Which days are final, and what is known of the causes.</param>
internal sealed class RestatementLoad(LoadContext load, RestatementScope scope)
{
    private readonly Dictionary<DateOnly, Change> _days = [];

    /// <summary>A cart that was not there before.</summary>
    public void Arrived(DateOnly day, in CartTotals totals, ProjectedOrder? order) =>
        Add(day, totals, order, RestatementCause.CartsLate, moved: false);

    /// <summary>A cart that the snapshot no longer has.</summary>
    public void Removed(DeletedCart cart) => Subtract(cart, RestatementCause.CartsRemoved, moved: false);

    /// <summary>A cart that is replaced; the arguments after the first are its next version.</summary>
    public void Replaced(
        DeletedCart before, DateOnly day, in CartTotals totals, ProjectedOrder? order, ReadOnlySpan<ProjectedLine> lines)
    {
        var ordered = before.State is not null || order is not null;
        if (!ordered && before.Day > scope.LastFinalDay && day > scope.LastFinalDay)
            return;
        var cause = CauseOf(lines);
        if (!ordered && before.Day == day)
        {
            // In one step: what an edit leaves as it was is no change.
            Add(day, FiguresOf(totals, order) + -FiguresOf(before), cause, moved: false);
            return;
        }
        var moved = ordered && before.Day != day;
        Subtract(before, cause, moved);
        Add(day, totals, order, cause, moved);
    }

    /// <summary>Writes a row for each final day whose orders or revenue are others than before; nothing at all if there is none.</summary>
    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        var changed = _days.Where(day => day.Value.IsChange).OrderBy(day => day.Key).ToList();
        if (changed.Count == 0)
            return;
        await load.Session.ExecuteAsync(
            "Restatements/insert_restatements", cancellationToken,
            load.RunId, load.StoreId, changed.Select(day => day.Key).ToArray(), changed.Select(day => day.Value.By.Orders).ToArray(),
            changed.Select(day => day.Value.By.Revenue).ToArray(), changed.Select(day => day.Value.By.Sessions).ToArray(),
            changed.Select(day => (day.Value.Cause | scope.Everywhere).Text()).ToArray());
    }

    private static Figures FiguresOf(in CartTotals totals, ProjectedOrder? order) =>
        new(1, totals.Purchased ? 1 : 0, order is null ? totals.Revenue.Amount : 0);

    private static Figures FiguresOf(DeletedCart cart) => new(1, cart.Purchased ? 1 : 0, cart.State is null ? cart.Revenue : 0);

    private void Add(DateOnly day, in CartTotals totals, ProjectedOrder? order, RestatementCause cause, bool moved)
    {
        Add(day, FiguresOf(totals, order), cause, moved);
        foreach (var row in order?.Sales ?? [])
            if (row.Sale.IsNetSales)
                Add(row.Day, new Figures(0, 0, row.Sale.Net), cause, moved: false);
    }

    private void Subtract(DeletedCart cart, RestatementCause cause, bool moved)
    {
        Add(cart.Day, -FiguresOf(cart), cause, moved);
        foreach (var row in cart.Sales)
            Add(row.Day, new Figures(0, 0, -row.Money.Net), cause, moved: false);
    }

    private void Add(DateOnly day, Figures by, RestatementCause cause, bool moved)
    {
        if (day > scope.LastFinalDay || day < scope.FirstDay)
            return;
        ref var change = ref CollectionsMarshal.GetValueRefOrAddDefault(_days, day, out _);
        // A session that arrives without an order changes no figure that anybody took as final, and is no cause.
        change = new Change(
            change.By + by, moved || by.Orders != 0 || by.Revenue != 0 ? change.Cause | cause : change.Cause, change.Moved | moved);
    }

    /// <summary>Why a cart differs. Under changed rules nobody can tell which cart the shop has edited as well.</summary>
    private RestatementCause CauseOf(ReadOnlySpan<ProjectedLine> lines)
    {
        var cause = scope.RulesChanged ? RestatementCause.RulesChanged : RestatementCause.None;
        if (scope.NewProducts.Count > 0)
        {
            foreach (ref readonly var line in lines)
            {
                if (line.Product is { } product && scope.NewProducts.Contains(product.Key))
                    return cause | RestatementCause.ProductsKnown;
            }
        }
        return cause == RestatementCause.None ? RestatementCause.CartsEdited : cause;
    }

    /// <summary>What carts count in a day's figures.</summary>
    /// <param name="Revenue">Net sales.</param>
    private readonly record struct Figures(long Sessions, long Orders, decimal Revenue)
    {
        public static Figures operator +(Figures left, Figures right) =>
            new(left.Sessions + right.Sessions, left.Orders + right.Orders, left.Revenue + right.Revenue);

        public static Figures operator -(Figures figures) => new(-figures.Sessions, -figures.Orders, -figures.Revenue);
    }

    /// <param name="Moved">True if an order moved a session to or from the day.</param>
    private readonly record struct Change(Figures By, RestatementCause Cause, bool Moved)
    {
        public bool IsChange => By.Orders != 0 || By.Revenue != 0 || (Moved && By.Sessions != 0);
    }
}
