using System.Numerics;

namespace EcommerceEtl.Data.Totals;

/// <summary>The first day of each buyer of a first load: a hash table in two arrays with linear probing, ten bytes a slot. A dictionary
/// takes three times as much memory.</summary>
internal sealed class FirstDays
{
    /// <summary>Buyers above which no more are taken, so that the table takes little more than 5 MB.</summary>
    internal const int Most = 250_000;

    /// <summary>Days are counted from here, since 0 marks a free slot; dates of carts begin in 1990.</summary>
    private static readonly int DayZero = new DateOnly(1989, 1, 1).DayNumber;

    private long[] _buyers = new long[1024];
    private ushort[] _days = new ushort[1024];
    private int _count;

    /// <summary>Notes a day of a buyer.</summary>
    /// <returns>False if there are too many buyers, or the day lies before 1989 or after 2167: then the table is of no use any
    /// more.</returns>
    public bool TryAdd(long buyer, DateOnly day)
    {
        if (day.DayNumber - DayZero is not (> 0 and <= ushort.MaxValue and var number))
            return false;
        var slot = SlotOf(buyer);
        if (_days[slot] != 0)
        {
            _days[slot] = Math.Min(_days[slot], (ushort)number);
            return true;
        }
        if (_count == Most)
            return false;
        (_buyers[slot], _days[slot]) = (buyer, (ushort)number);
        if (++_count * 4 > _days.Length * 3)
            Grow();
        return true;
    }

    /// <summary>Puts them in ascending order of their keys; after that no more may be added.</summary>
    /// <returns>How many there are.</returns>
    public int Sort()
    {
        var used = 0;
        for (var slot = 0; slot < _days.Length; slot++)
            if (_days[slot] != 0)
                (_buyers[used], _days[used++]) = (_buyers[slot], _days[slot]);
        Array.Sort(_buyers, _days, 0, used);
        return used;
    }

    /// <summary>One of them, once they are sorted.</summary>
    public (long Buyer, DateOnly Day) At(int index) => (_buyers[index], DateOnly.FromDayNumber(DayZero + _days[index]));

    /// <summary>The slot that has the buyer, or the free one where it belongs.</summary>
    private int SlotOf(long buyer)
    {
        // The highest bits of the product depend on all bits of the key (Fibonacci hashing, Knuth, The Art of Computer Programming 6.4).
        var slot = (int)((ulong)buyer * 0x9E3779B97F4A7C15 >> 64 - BitOperations.Log2((uint)_days.Length));
        while (_days[slot] != 0 && _buyers[slot] != buyer)
            slot = (slot + 1) & (_days.Length - 1);
        return slot;
    }

    private void Grow()
    {
        var (buyers, days) = (_buyers, _days);
        (_buyers, _days) = (new long[buyers.Length * 2], new ushort[days.Length * 2]);
        for (var at = 0; at < days.Length; at++)
            if (days[at] != 0)
            {
                var slot = SlotOf(buyers[at]);
                (_buyers[slot], _days[slot]) = (buyers[at], days[at]);
            }
    }
}
