using System.Runtime.InteropServices;

namespace EcommerceEtl.Data.Totals;

/// <summary>The differences of <c>monthly_products</c>. They are added up by parts of months, of eight days each and what is left: a month
/// is its four parts, its first eight days are the first of them, and so on.</summary>
/// <param name="load">What the load works on.</param>
/// <param name="isFirst">True if there are no sums of the store yet.</param>
internal sealed class ProductTotals(LoadContext load, bool isFirst)
{
    /// <summary>Products of parts of months after which the differences are written, 2 MB: a snapshot may touch every product in every
    /// month, but in order of time it touches few months at once. A first load holds a whole month of 4,000 products.</summary>
    private const int MaxHeld = 20_000;

    private readonly List<(DateOnly Month, long Product, int Part)> _keys = new(MaxHeld);
    private readonly HashSet<DateOnly> _writtenMonths = [];
    private Dictionary<(DateOnly Month, long Product, int Part), MonthlySums> _held = new(MaxHeld);
    private Dictionary<(DateOnly Month, long Product, int Part), MonthlySums> _setAside = [];
    private DateOnly _month;
    private bool _incomingMade;

    /// <summary>What is held of a product in the part of a month in which a day lies; product 0 stands for none.</summary>
    public ref MonthlySums Of(DateOnly day, long product) => ref CollectionsMarshal.GetValueRefOrAddDefault(
        _held, (new DateOnly(day.Year, day.Month, 1), product, Math.Min((day.Day - 1) / 8, 3)), out _);

    /// <summary>Sets what is held aside if it is too much: further differences may be added while <see cref="WriteSetAsideAsync"/> writes
    /// it. In a first load months that go on are held back, since a month that is written once costs a fraction of one that is added
    /// to.</summary>
    /// <param name="day">The day of the last cart.</param>
    public void SetAsideIfFull(DateOnly day)
    {
        if (_held.Count < MaxHeld)
            return;
        (_held, _setAside) = (_setAside, _held);
        if (!isFirst)
            return;
        _month = new DateOnly(day.Year, day.Month, 1);
        TakeKeys(static (key, _, month) => key.Month >= month);
        if (_keys.Count > MaxHeld / 4 * 3)
            return;
        foreach (var key in _keys)
            if (_setAside.Remove(key, out var sums))
                _held.Add(key, sums);
    }

    /// <summary>Writes what was set aside.</summary>
    public async Task WriteSetAsideAsync(CancellationToken cancellationToken)
    {
        TakeKeys(static (_, sums, _) => sums != default);
        _keys.Sort();
        // Of a month that nothing was written of there is nothing to add to.
        await CopyAsync("Totals/copy_monthly_products", month => !IsKnown(month), cancellationToken);
        if (_keys.Exists(key => IsKnown(key.Month)))
        {
            if (!_incomingMade)
                await load.Session.ExecuteAsync("Totals/create_incoming_sums", cancellationToken);
            _incomingMade = true;
            await CopyAsync("Totals/copy_incoming_monthly_products", IsKnown, cancellationToken);
            await load.Session.ExecuteAsync("Totals/add_monthly_products", cancellationToken);
        }
        foreach (var key in _keys)
            _writtenMonths.Add(key.Month);
        _setAside.Clear();

        bool IsKnown(DateOnly month) => !isFirst || _writtenMonths.Contains(month);
    }

    /// <summary>Writes all differences.</summary>
    public Task WriteAsync(CancellationToken cancellationToken)
    {
        (_held, _setAside) = (_setAside, _held);
        return WriteSetAsideAsync(cancellationToken);
    }

    /// <summary>By COPY straight from the dictionary: arrays of it for parameters would take several times its size.</summary>
    private async Task CopyAsync(string statement, Predicate<DateOnly> wanted, CancellationToken cancellationToken)
    {
        if (!_keys.Exists(key => wanted(key.Month)))
            return;
        await using var copy = await load.Session.CopyAsync(statement, 36, cancellationToken);
        for (var at = 0; at < _keys.Count;)
        {
            var (month, product, _) = _keys[at];
            var eight = TakePart(0);
            var sixteen = eight + TakePart(1);
            var twentyFour = sixteen + TakePart(2);
            var all = twentyFour + TakePart(3);
            if (wanted(month) && (eight, sixteen, twentyFour, all) != default)
                Write(copy, month, product, [all, eight, sixteen, twentyFour]);

            // The parts of a product in a month follow each other; a part without differences has no key.
            MonthlySums TakePart(int part) =>
                at < _keys.Count && _keys[at] == (month, product, part) ? _setAside[_keys[at++]] : default;
        }
        await copy.CompleteAsync(cancellationToken);
    }

    /// <summary>Fills the list of keys, which is used again and again: lists of their own would be large objects, which stay in memory for
    /// long.</summary>
    private void TakeKeys(Func<(DateOnly Month, long Product, int Part), MonthlySums, DateOnly, bool> wanted)
    {
        _keys.Clear();
        foreach (var (key, sums) in _setAside)
            if (wanted(key, sums, _month))
                _keys.Add(key);
    }

    private void Write(BinaryCopy copy, DateOnly month, long product, ReadOnlySpan<MonthlySums> sums)
    {
        copy.StartRow();
        copy.SmallInt(load.StoreId);
        copy.Date(month);
        copy.BigInt(product);
        copy.BigInt(sums[0].Lines);
        foreach (ref readonly var ofDays in sums)
        {
            copy.BigInt(ofDays.Views);
            copy.BigInt(ofDays.Carts);
            copy.BigInt(ofDays.Purchases);
            copy.BigInt(ofDays.Unpriced);
            copy.Numeric(ofDays.Units);
            copy.Numeric(ofDays.Revenue.Amount);
            copy.Numeric(ofDays.ReturnedUnits);
            copy.Numeric(ofDays.Returns.Amount);
        }
    }
}
