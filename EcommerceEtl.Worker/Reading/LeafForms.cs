using System.Buffers;

namespace EcommerceEtl.Worker.Reading;

/// <summary>What may be landed of a single value: a number that can be what the form names, or a text. Anything else could hold personal
/// data and is left out. In the place of a price, a rating or a count a short text of digits is landed too.</summary>
public enum LeafForm
{
    /// <summary>Any text and any number.</summary>
    Any,

    /// <summary>A number that can be an id. One such as <c>7.0</c> is none to the warehouse, but an erasure must find it.</summary>
    Id,
    Quantity,
    Price,

    /// <summary>An amount of money of either sign, as a number or as a text.</summary>
    Amount,
    Rating,
    Count,

    /// <summary>Any text.</summary>
    Text,

    /// <summary>A text that can be the name of a city.</summary>
    City,

    /// <summary>A text that is a date (<c>docs/dates.md</c>).</summary>
    Date,
}

/// <summary>Tells what may be landed in which form.</summary>
internal static class LeafForms
{
    /// <summary>Numbers with fewer digits are nobody's: they are landed be they right or wrong, so that one sees what is wrong with
    /// them.</summary>
    private const int PersonalDigits = 7;

    private static readonly SearchValues<byte> Digits = SearchValues.Create("0123456789"u8);

    /// <summary>Of what an amount is written in a text, such as <c>10/10</c> or <c>1,299.00</c>.</summary>
    private static readonly SearchValues<byte> Amount = SearchValues.Create("0123456789.,/%$+- "u8);

    /// <summary>True if the text or number that the reader stands on may be landed.</summary>
    public static bool Keeps(LeafForm form, ref Utf8JsonReader json)
    {
        if (json.TokenType == JsonTokenType.Number)
            return form == LeafForm.Any || IsShort(ref json) || ReasonAgainst(form, ref json) is null
                || (form == LeafForm.Id && JsonIds.IsWhole(ref json));
        return form switch
        {
            LeafForm.Any or LeafForm.Text => true,
            LeafForm.City => JsonTexts.IsCity(ref json),
            LeafForm.Amount => JsonNumbers.ReadAmount(ref json, out _) is null,
            LeafForm.Date => DateText.TryRead(ref json, out _),
            // Shops often write such numbers as texts; they are landed, so that the quarantine shows the mistake.
            LeafForm.Price or LeafForm.Rating or LeafForm.Count => json.ValueSpan.IndexOfAnyExcept(Amount) < 0 && IsShort(ref json),
            _ => false,
        };
    }

    /// <summary>Why a number cannot be what is expected; null if it can.</summary>
    public static RejectionReason? ReasonAgainst(LeafForm form, ref Utf8JsonReader json) => form switch
    {
        LeafForm.Id => JsonIds.Read(ref json, IdForm.Number, out _, out _),
        LeafForm.Quantity => JsonNumbers.ReadQuantity(ref json, out _),
        LeafForm.Price => JsonNumbers.ReadPrice(ref json, out _),
        LeafForm.Amount => JsonNumbers.ReadAmount(ref json, out _),
        LeafForm.Rating => JsonNumbers.ReadRating(ref json, out _),
        LeafForm.Count => JsonNumbers.ReadCount(ref json, out _),
        _ => RejectionReason.WrongType,
    };

    /// <summary>True for a number, or a text with one, that has too few digits to be anybody's.</summary>
    public static bool IsShort(ref Utf8JsonReader json)
    {
        var number = json.ValueSpan;
        if (number.Length < PersonalDigits)
            return true;
        var digits = 0;
        foreach (var letter in number)
            digits += Digits.Contains(letter) ? 1 : 0;
        return digits < PersonalDigits;
    }
}
