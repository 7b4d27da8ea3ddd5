namespace EcommerceEtl.Data.Session;

/// <summary>The digits of a number as PostgreSQL's binary format has them: groups of four decimal digits, the greatest first, none of
/// them 0000 at either end. The point stands between two groups.</summary>
internal static class BinaryNumeric
{
    /// <summary>Groups of the longest <see cref="decimal"/>: 29 digits, and the point may cut one group in two.</summary>
    public const int MaxGroups = 9;

    public const short Positive = 0;
    public const short Negative = 0x4000;

    private const int Base = 10_000;

    /// <summary>Takes a number apart.</summary>
    /// <param name="value">The number; its sign does not matter.</param>
    /// <param name="groups">Gets the groups, <see cref="MaxGroups"/> at most.</param>
    /// <returns>How many groups there are, and the power of 10,000 that the first stands for.</returns>
    public static (int Count, int Weight) Groups(decimal value, Span<short> groups)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        var fractionGroups = (value.Scale + 3) / 4;
        var shift = (fractionGroups * 4 - value.Scale) switch { 0 => 1u, 1 => 10u, 2 => 100u, _ => 1_000u };
        var low = (uint)bits[0] | (ulong)(uint)bits[1] << 32;
        Span<short> reversed = stackalloc short[MaxGroups];
        var count = bits[2] == 0 && low <= ulong.MaxValue / 1_000
            ? Split(low * shift, reversed)
            : Split(new UInt128((uint)bits[2], low) * shift, reversed);
        var weight = count - fractionGroups - 1;
        // Zeros at the end say nothing: the scale says how many there are.
        var zeros = 0;
        while (zeros < count && reversed[zeros] == 0)
            zeros++;
        for (var i = 0; i < count - zeros; i++)
            groups[i] = reversed[count - 1 - i];
        // Nothing is read from a zero's weight; this is the driver's.
        return count == 0 ? (0, -1 - value.Scale / 4) : (count - zeros, weight);
    }

    private static int Split(ulong number, Span<short> reversed)
    {
        var count = 0;
        for (; number != 0; number /= Base)
            reversed[count++] = (short)(number % Base);
        return count;
    }

    private static int Split(UInt128 number, Span<short> reversed)
    {
        var count = 0;
        for (; number > ulong.MaxValue; number /= Base)
            reversed[count++] = (short)(ulong)(number % Base);
        return count + Split((ulong)number, reversed[count..]);
    }
}
