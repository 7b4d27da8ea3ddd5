using System.Runtime.InteropServices;

namespace EcommerceEtl.Data.Restatements;

/// <summary>What a load changes of the orders and the revenue of final days. It keeps one difference a day and asks the database once, at
/// the end, for the totals of the days that differ: what stood there before is what stands there now, less the difference.</summary>
/// <param name="scope">Which days are final, and what is known of the causes.</param>
internal sealed class RestatementLoad(LoadContext load, RestatementScope scope)
{
    private readonly Dictionary<DateOnly, Change> _days = [];

    /// <summary>A cart that was not there before.</summary>
    public void Arrived(DateOnly day, in CartTotals totals) => Add(day, FiguresOf(totals), RestatementCause.CartsLate);

    /// <summary>A cart that the snapshot no longer has.</summary>
    public void Removed(DateOnly day, Figures figures) => Add(day, -figures, RestatementCause.CartsRemoved);

    /// <summary>A cart that is replaced.</summary>
    /// <param name="day">Its day before.</param>
    public void Replaced(DateOnly day, Figures figures, DateOnly newDay, in CartTotals totals, ReadOnlySpan<ProjectedLine> lines)
    {
        if (day > scope.LastFinalDay && newDay > scope.LastFinalDay)
            return;
        var cause = CauseOf(lines);
        if (day == newDay)
        {
            Add(day, FiguresOf(totals) + -figures, cause);
            return;
        }
        Add(day, -figures, cause);
        Add(newDay, FiguresOf(totals), cause);
    }

    /// <summary>Writes a row for each final day whose orders or revenue are others than before; nothing at all if there is none.</summary>
    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        var changed = _days.Where(day => day.Value.By != default).OrderBy(day => day.Key).ToList();
        if (changed.Count == 0)
            return;
        await load.Session.ExecuteAsync(
            "Restatements/insert_restatements", cancellationToken,
            load.RunId, load.StoreId, changed.Select(day => day.Key).ToArray(), changed.Select(day => day.Value.By.Orders).ToArray(),
            changed.Select(day => day.Value.By.Revenue.Amount).ToArray(),
            changed.Select(day => (day.Value.Cause | scope.Everywhere).Text()).ToArray());
    }

    private static Figures FiguresOf(in CartTotals totals) => new(totals.Purchased ? 1 : 0, totals.Revenue);

    private void Add(DateOnly day, Figures by, RestatementCause cause)
    {
        if (day > scope.LastFinalDay || by == default)
            return;
        ref var change = ref CollectionsMarshal.GetValueRefOrAddDefault(_days, day, out _);
        change = new Change(change.By + by, change.Cause | cause);
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
    internal readonly record struct Figures(long Orders, Money Revenue)
    {
        public static Figures operator +(Figures left, Figures right) => new(left.Orders + right.Orders, left.Revenue + right.Revenue);

        public static Figures operator -(Figures figures) => new(-figures.Orders, Money.Zero - figures.Revenue);
    }

    private readonly record struct Change(Figures By, RestatementCause Cause);
}
