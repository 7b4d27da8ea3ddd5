namespace EcommerceEtl.Worker.Reading;

/// <summary>A date as a shop writes it, in one of the forms of <c>docs/dates.md</c>. What has no such form, or names a day or a time that
/// there is not, is neither read nor landed.</summary>
/// <param name="Midnight">Midnight of the day, in whatever zone.</param>
/// <param name="SinceMidnight">Ticks from that midnight in UTC; null where the text is a date alone.</param>
internal readonly record struct DateText(DateTime Midnight, long? SinceMidnight)
{
    /// <summary>Longest escaped text that is unescaped on the stack.</summary>
    private const int OnStack = 256;

    /// <summary>Digits of a fraction of a second that are kept: microseconds.</summary>
    private const int FractionDigits = 6;

    /// <summary>Greatest offset from UTC, in minutes.</summary>
    private const int MaxOffset = 14 * 60;

    /// <summary>True if the text the reader stands on is a date.</summary>
    public static bool TryRead(ref Utf8JsonReader json, out DateText date)
    {
        if (!json.ValueIsEscaped)
            return TryRead(json.ValueSpan, out date);
        var buffer = json.ValueSpan.Length <= OnStack ? stackalloc byte[OnStack] : new byte[json.ValueSpan.Length];
        try
        {
            return TryRead(buffer[..json.CopyString(buffer)], out date);
        }
        catch (InvalidOperationException)
        {
            // A lone surrogate, or no UTF-8.
            date = default;
            return false;
        }
    }

    private static bool TryRead(ReadOnlySpan<byte> text, out DateText date)
    {
        date = default;
        if (!TakeNumber(ref text, 4, out var year) || !TakeOne(ref text, "-"u8) || !TakeNumber(ref text, 2, out var month)
            || !TakeOne(ref text, "-"u8) || !TakeNumber(ref text, 2, out var day)
            || year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
            return false;
        long? time = null;
        if (!text.IsEmpty)
        {
            if (!TakeOne(ref text, "Tt "u8) || !TryReadTime(text, out var ticks))
                return false;
            time = ticks;
        }
        date = new DateText(new DateTime(year, month, day), time);
        return true;
    }

    /// <summary>Reads a time of day with its offset from UTC, or without one, which means UTC.</summary>
    private static bool TryReadTime(ReadOnlySpan<byte> text, out long ticks)
    {
        ticks = 0;
        var (second, fraction, exact) = (0, 0, true);
        if (!TakeNumber(ref text, 2, out var hour) || !TakeOne(ref text, ":"u8) || !TakeNumber(ref text, 2, out var minute))
            return false;
        if (TakeOne(ref text, ":"u8) && (!TakeNumber(ref text, 2, out second)
            || TakeOne(ref text, ".,"u8) && !TakeFraction(ref text, out fraction, out exact)))
            return false;
        var isEndOfDay = (hour, minute, second, fraction, exact) == (24, 0, 0, 0, true);
        if (!TryReadOffset(text, out var offset) || !isEndOfDay && (hour > 23 || minute > 59 || second > 60))
            return false;
        // A leap second has no place in the database: it is the last microsecond of its minute.
        if (second == 60)
            (second, fraction) = (59, 999_999);
        ticks = (hour * 60L + minute - offset) * TimeSpan.TicksPerMinute + second * TimeSpan.TicksPerSecond
            + fraction * TimeSpan.TicksPerMicrosecond;
        return true;
    }

    /// <param name="offset">Minutes ahead of UTC; negative behind it.</param>
    private static bool TryReadOffset(ReadOnlySpan<byte> text, out int offset)
    {
        offset = 0;
        if (text.IsEmpty)
            return true;
        TakeOne(ref text, " "u8);
        if (TakeOne(ref text, "Zz"u8))
            return text.IsEmpty;
        var sign = TakeOne(ref text, "-"u8) ? -1 : TakeOne(ref text, "+"u8) ? 1 : 0;
        var minutes = 0;
        if (sign == 0 || !TakeNumber(ref text, 2, out var hours))
            return false;
        if (!text.IsEmpty)
        {
            TakeOne(ref text, ":"u8);
            if (!TakeNumber(ref text, 2, out minutes))
                return false;
        }
        offset = sign * (hours * 60 + minutes);
        return text.IsEmpty && minutes <= 59 && Math.Abs(offset) <= MaxOffset;
    }

    /// <summary>Takes a number of just so many digits from the front of a text.</summary>
    private static bool TakeNumber(ref ReadOnlySpan<byte> text, int digits, out int number)
    {
        number = 0;
        if (text.Length < digits || text[..digits].IndexOfAnyExceptInRange((byte)'0', (byte)'9') >= 0)
            return false;
        foreach (var digit in text[..digits])
            number = number * 10 + digit - '0';
        text = text[digits..];
        return true;
    }

    /// <summary>Takes one of some characters, if one of them is next.</summary>
    private static bool TakeOne(ref ReadOnlySpan<byte> text, ReadOnlySpan<byte> of)
    {
        if (text.IsEmpty || !of.Contains(text[0]))
            return false;
        text = text[1..];
        return true;
    }

    /// <summary>Takes the digits of a fraction, one at least, and cuts it to microseconds.</summary>
    /// <param name="exact">False if digits other than 0 were cut.</param>
    private static bool TakeFraction(ref ReadOnlySpan<byte> text, out int microseconds, out bool exact)
    {
        var digits = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9') is >= 0 and var end ? text[..end] : text;
        microseconds = 0;
        for (var i = 0; i < FractionDigits; i++)
            microseconds = microseconds * 10 + (i < digits.Length ? digits[i] - '0' : 0);
        exact = digits.Length <= FractionDigits || digits[FractionDigits..].IndexOfAnyExcept((byte)'0') < 0;
        text = text[digits.Length..];
        return digits.Length > 0;
    }
}
