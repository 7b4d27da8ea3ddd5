using System.Net;
using System.Text;
using System.Text.Encodings.Web;

namespace EcommerceEtl.Tests.Privacy;

/// <summary>Texts that nothing of may be found again. Each is planted in one place only, so that a find tells where it came from.</summary>
internal sealed class Secrets
{
    private readonly List<(string Place, string Text)> _planted = [];

    public int Count => _planted.Count;

    /// <summary>An email address.</summary>
    public string Email(string place) => Plant(place, $"anna.q{Number}@geheim.example");

    /// <summary>A name with letters that JSON writers like to escape.</summary>
    public string Name(string place) => Plant(place, $"Zäzilie Ødegård{Number}");

    public string Password(string place) => Plant(place, $"hunter{Number}+Tr0ub4dor");

    public string Street(string place) => Plant(place, $"Nadelöhrgasse {Number}");

    /// <summary>Digits alone, so that it may stand where a number is expected.</summary>
    public string Phone(string place) => Plant(place, $"49170{Number}");

    /// <summary>One word of letters and digits that does not look like anything.</summary>
    public string Word(string place) => Plant(place, $"Qx{Number}vzw");

    /// <summary>One word of letters alone.</summary>
    public string Letters(string place) => Plant(place, "Geheim" + string.Concat(Number.Select(digit => (char)('a' + (digit - '0')))));

    /// <summary>Digits in the form of a date, of which there is none.</summary>
    public string NoDate(string place) => Plant(place, $"{Number[..4]}-9{Number[4]}-{Number[5..]}");

    private string Number => (8_100_000 + 37 * _planted.Count).ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Finds every planted text in any of its forms.</summary>
    /// <param name="where">Name of what is searched.</param>
    /// <param name="bytes">Its bytes.</param>
    /// <param name="plainOnly">True to look for the texts as they are, not in their other forms.</param>
    /// <returns>A line for each find.</returns>
    public IEnumerable<string> FindIn(string where, byte[] bytes, bool plainOnly = false)
    {
        foreach (var (place, text) in _planted)
            foreach (var (form, pattern) in plainOnly ? Forms(text).Take(1) : Forms(text))
                if (bytes.AsSpan().IndexOf(pattern) >= 0)
                    yield return $"'{text}' (planted as {place}) is in {where}, {form}";
    }

    private static IEnumerable<(string Form, byte[] Pattern)> Forms(string text)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        yield return ("plain", utf8);
        yield return ("as UTF-16", Encoding.Unicode.GetBytes(text));
        yield return ("as Latin-1", Encoding.Latin1.GetBytes(text));
        yield return ("escaped as .NET does", Encoding.ASCII.GetBytes(JavaScriptEncoder.Default.Encode(text)));
        yield return ("with letters beyond ASCII escaped", Encoding.ASCII.GetBytes(Escaped(text, all: false, "x4")));
        yield return ("escaped whole", Encoding.ASCII.GetBytes(Escaped(text, all: true, "x4")));
        yield return ("escaped whole in capitals", Encoding.ASCII.GetBytes(Escaped(text, all: true, "X4")));
        yield return ("as HTML", Encoding.UTF8.GetBytes(WebUtility.HtmlEncode(text)));
        yield return ("as part of an address", Encoding.ASCII.GetBytes(Uri.EscapeDataString(text)));
        yield return ("in hexadecimal", Encoding.ASCII.GetBytes(Convert.ToHexStringLower(utf8)));
        yield return ("in hexadecimal capitals", Encoding.ASCII.GetBytes(Convert.ToHexString(utf8)));
        // Where the text begins within a group of three bytes decides how it looks; its first and last letters depend on the neighbours.
        for (var offset = 0; offset < 3; offset++)
        {
            byte[] shifted = [.. new byte[offset], .. utf8];
            var whole = Convert.ToBase64String(shifted[..(shifted.Length / 3 * 3)]);
            yield return ("as base64", Encoding.ASCII.GetBytes(whole[(offset == 0 ? 0 : 4)..]));
        }
    }

    private static string Escaped(string text, bool all, string format) => string.Concat(
        text.Select(letter => all || letter > 127
            ? $"\\u{((int)letter).ToString(format, System.Globalization.CultureInfo.InvariantCulture)}" : letter.ToString()));

    private string Plant(string place, string text)
    {
        _planted.Add((place, text));
        return text;
    }
}
