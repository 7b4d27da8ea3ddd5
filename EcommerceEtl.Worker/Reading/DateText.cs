namespace EcommerceEtl.Worker.Reading;

/// <summary>A date as a shop writes it, in one of the forms of <c>docs/dates.md</c>, taken apart but not judged: it may name a 30 February.
/// What has no such form, or names no day that there is, is neither read nor landed.</summary>
/// <param name="Year">0 to 9999.</param>
/// <param name="Month">0 to 99, like each of the following two-digit numbers.</param>
/// <param name="Day">Day of the month.</param>
/// <param name="Time">Time of the day; null where the text is a date alone.</param>
internal readonly record struct DateText(int Year, int Month, int Day, TimeText? Time)
{
    /// <summary>Longest escaped text that is unescaped on the stack.</summary>
    private const int OnStack = 256;

    /// <summary>True if the text the reader stands on has the form of a date.</summary>
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

    /// <summary>Ticks of the day's midnight; null if there is no such day.</summary>
    public long? Midnight => Year >= 1 && Month is >= 1 and <= 12 && Day >= 1 && Day <= DateTime.DaysInMonth(Year, Month)
        ? new DateTime(Year, Month, Day).Ticks : null;

    /// <summary>True if there is such a day and such a time.</summary>
    public bool Exists => Midnight is not null && Time is not { SinceMidnight: null };

    private static bool TryRead(ReadOnlySpan<byte> text, out DateText date)
    {
        date = default;
        if (!TextScan.Number(ref text, 4, out var year) || !TextScan.One(ref text, "-"u8)
            || !TextScan.Number(ref text, 2, out var month) || !TextScan.One(ref text, "-"u8) || !TextScan.Number(ref text, 2, out var day))
            return false;
        date = new DateText(year, month, day, null);
        if (text.IsEmpty)
            return true;
        if (!TextScan.One(ref text, "Tt "u8) || !TimeText.TryRead(text, out var time))
            return false;
        date = date with { Time = time };
        return true;
    }
}

/// <summary>A time of day with its offset from UTC, taken apart but not judged.</summary>
/// <param name="Hour">0 to 99, like each of the other two-digit numbers.</param>
/// <param name="Minute">Minute of the hour.</param>
/// <param name="Second">Second of the minute; 0 where none is stated.</param>
/// <param name="Fraction">The fraction of the second, cut to microseconds.</param>
/// <param name="Exact">False if digits other than 0 were cut.</param>
/// <param name="OffsetHours">Ahead of UTC; negative behind it. 0 where no zone is stated, which means UTC.</param>
/// <param name="OffsetMinutes">Of the same sign.</param>
internal readonly record struct TimeText(int Hour, int Minute, int Second, int Fraction, bool Exact, int OffsetHours, int OffsetMinutes)
{
    private const int MaxOffset = 14 * 60;

    /// <summary>Ticks from the day's midnight in UTC; null if there is no such time of day or no such offset.</summary>
    public long? SinceMidnight
    {
        get
        {
            var offset = OffsetHours * 60 + OffsetMinutes;
            var isEndOfDay = (Hour, Minute, Second, Fraction, Exact) == (24, 0, 0, 0, true);
            if (Math.Abs(OffsetMinutes) > 59 || Math.Abs(offset) > MaxOffset || !isEndOfDay && (Hour > 23 || Minute > 59 || Second > 60))
                return null;
            // A leap second has no place in the database: it is the last microsecond of its minute.
            var (second, fraction) = Second == 60 ? (59, 999_999) : (Second, Fraction);
            return (Hour * 60L + Minute - offset) * TimeSpan.TicksPerMinute + second * TimeSpan.TicksPerSecond
                + fraction * TimeSpan.TicksPerMicrosecond;
        }
    }

    /// <summary>True if the text is a time of day, with an offset or without.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, out TimeText time)
    {
        time = default;
        var (second, fraction, exact) = (0, 0, true);
        if (!TextScan.Number(ref text, 2, out var hour) || !TextScan.One(ref text, ":"u8) || !TextScan.Number(ref text, 2, out var minute))
            return false;
        if (TextScan.One(ref text, ":"u8))
        {
            if (!TextScan.Number(ref text, 2, out second) || TextScan.One(ref text, ".,"u8)
                && !TextScan.Fraction(ref text, out fraction, out exact))
                return false;
        }
        if (!TryReadOffset(text, out var hours, out var minutes))
            return false;
        time = new TimeText(hour, minute, second, fraction, exact, hours, minutes);
        return true;
    }

    private static bool TryReadOffset(ReadOnlySpan<byte> text, out int hours, out int minutes)
    {
        (hours, minutes) = (0, 0);
        if (text.IsEmpty)
            return true;
        TextScan.One(ref text, " "u8);
        if (TextScan.One(ref text, "Zz"u8))
            return text.IsEmpty;
        var sign = TextScan.One(ref text, "-"u8) ? -1 : TextScan.One(ref text, "+"u8) ? 1 : 0;
        if (sign == 0 || !TextScan.Number(ref text, 2, out hours))
            return false;
        if (!text.IsEmpty)
        {
            TextScan.One(ref text, ":"u8);
            if (!TextScan.Number(ref text, 2, out minutes))
                return false;
        }
        (hours, minutes) = (sign * hours, sign * minutes);
        return text.IsEmpty;
    }
}

/// <summary>Takes ASCII from the front of a text.</summary>
internal static class TextScan
{
    /// <summary>Digits of a fraction that are kept: microseconds.</summary>
    private const int FractionDigits = 6;

    /// <summary>Takes a number of just so many digits.</summary>
    public static bool Number(ref ReadOnlySpan<byte> text, int digits, out int number)
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
    public static bool One(ref ReadOnlySpan<byte> text, ReadOnlySpan<byte> of)
    {
        if (text.IsEmpty || !of.Contains(text[0]))
            return false;
        text = text[1..];
        return true;
    }

    /// <summary>Takes the digits of a fraction, one at least, and cuts it to microseconds.</summary>
    public static bool Fraction(ref ReadOnlySpan<byte> text, out int microseconds, out bool exact)
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
