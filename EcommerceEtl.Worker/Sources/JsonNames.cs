using System.Text.Json;

namespace EcommerceEtl.Worker.Sources;

/// <summary>Compares property names of any quality.</summary>
internal static class JsonNames
{
    /// <summary>True if the reader stands on a property of this name, escaped or not.</summary>
    public static bool Equal(ref Utf8JsonReader json, ReadOnlySpan<byte> name)
    {
        if (!json.ValueIsEscaped)
            return json.ValueSpan.SequenceEqual(name);
        try
        {
            return json.ValueTextEquals(name);
        }
        catch (InvalidOperationException)
        {
            // A lone surrogate: no name of ours.
            return false;
        }
    }

    /// <summary>The name the reader stands on if it looks like one, else <c>?</c>: a property may be named after a person.</summary>
    public static string Printable(ref Utf8JsonReader json)
    {
        var bytes = json.ValueSpan;
        if (bytes.Length is 0 or > 64)
            return "?";
        foreach (var b in bytes)
            if (!char.IsAsciiLetterOrDigit((char)b) && b is not ((byte)'_' or (byte)'-' or (byte)'$'))
                return "?";
        return System.Text.Encoding.ASCII.GetString(bytes);
    }
}
