using System.Runtime.InteropServices;

namespace EcommerceEtl.Data.Totals;

/// <summary>The differences of <c>monthly_products</c> and <c>month_to_date_products</c>. They are added up by parts of months, from which
/// the rows of both tables follow: the month is all three parts, the days to the 21st the first two, and those to the 11th the
/// first.</summary>
/// <param name="load">What the load works on.</param>
/// <param name="isFirst">True if there are no sums of the store yet.</param>
internal sealed class ProductTotals(LoadContext load, bool isFirst)
{
    /// <summary>Sums after which they are written, 3 MB: a snapshot may touch every product in every month, but in order of time it touches
    /// few months at once, of which a first load holds a whole one.</summary>
    private readonly int _maxHeld = isFirst ? 24_000 : 12_000;

    private readonly List<(DateOnly Month, long Product, int Part)> _keys = [];
    private readonly HashSet<DateOnly> _writtenMonths = [];
    private Dictionary<(DateOnly Month, long Product, int Part), MonthlySums> _held = [];
    private Dictionary<(DateOnly Month, long Product, int Part), MonthlySums> _setAside = [];
    private DateOnly _month;
    private bool _incomingMade;

    /// <summary>What is held of a product in the part of a month in which a day lies; product 0 stands for none.</summary>
    public ref MonthlySums Of(DateOnly day, long product) => ref CollectionsMarshal.GetValueRefOrAddDefault(
        _held, (new DateOnly(day.Year, day.Month, 1), product, Math.Min((day.Day - 1) / 10, 2)), out _);

    /// <summary>Sets what is held aside if it is too much: further differences may be added while <see cref="WriteSetAsideAsync"/> writes
    /// it. In a first load months that go on are held back, since a month that is written once costs a fraction of one that is added
    /// to.</summary>
    /// <param name="day">The day of the last cart.</param>
    public void SetAsideIfFull(DateOnly day)
    {
        if (_held.Count < _maxHeld)
            return;
        (_held, _setAside) = (_setAside, _held);
        if (!isFirst)
            return;
        _month = new DateOnly(day.Year, day.Month, 1);
        TakeKeys(static (key, _, month) => key.Month >= month);
        if (_keys.Count > _maxHeld / 3 * 2)
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
        await CopyAsync("Totals/copy_monthly_products", toDate: false, month => !IsKnown(month), cancellationToken);
        await CopyAsync("Totals/copy_month_to_date_products", toDate: true, month => !IsKnown(month), cancellationToken);
        if (_keys.Exists(key => IsKnown(key.Month)))
        {
            if (!_incomingMade)
                await load.Session.ExecuteAsync("Totals/create_incoming_sums", cancellationToken);
            _incomingMade = true;
            await CopyAsync("Totals/copy_incoming_monthly_products", toDate: false, IsKnown, cancellationToken);
            await load.Session.ExecuteAsync("Totals/add_monthly_products", cancellationToken);
            await CopyAsync("Totals/copy_incoming_month_to_date_products", toDate: true, IsKnown, cancellationToken);
            await load.Session.ExecuteAsync("Totals/add_month_to_date_products", cancellationToken);
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
    /// <param name="statement">The statement.</param>
    /// <param name="toDate">True for the rows of the days to the 11th and to the 21st, false for those of months.</param>
    /// <param name="wanted">Which months.</param>
    /// <param name="cancellationToken">Ends the COPY.</param>
    private async Task CopyAsync(string statement, bool toDate, Predicate<DateOnly> wanted, CancellationToken cancellationToken)
    {
        if (!_keys.Exists(key => wanted(key.Month)))
            return;
        await using var copy = await load.Session.CopyAsync(statement, 12, cancellationToken);
        for (var at = 0; at < _keys.Count;)
        {
            var (month, product, _) = _keys[at];
            var sums = default(MonthlySums);
            // The parts of a product in a month follow each other; a part without differences has no key.
            for (var part = 0; part < 3; part++)
            {
                if (at < _keys.Count && _keys[at] == (month, product, part))
                    sums += _setAside[_keys[at++]];
                if (toDate != (part == 2) && sums != default && wanted(month))
                    Write(copy, toDate ? month.AddDays(10 * (part + 1)) : month, product, sums);
            }
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

    private void Write(BinaryCopy copy, DateOnly period, long product, in MonthlySums sums)
    {
        copy.StartRow();
        copy.SmallInt(load.StoreId);
        copy.Date(period);
        copy.BigInt(product);
        copy.BigInt(sums.Lines);
        copy.BigInt(sums.Views);
        copy.BigInt(sums.Carts);
        copy.BigInt(sums.Purchases);
        copy.BigInt(sums.Unpriced);
        copy.Numeric(sums.Units);
        copy.Numeric(sums.Revenue.Amount);
        copy.Numeric(sums.ReturnedUnits);
        copy.Numeric(sums.Returns.Amount);
    }
}
