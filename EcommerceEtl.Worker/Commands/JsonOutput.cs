using System.Text.Encodings.Web;
using System.Text.Json.Serialization;

namespace EcommerceEtl.Worker.Commands;

/// <summary>How data is written for <c>--json</c>: snake case, indented, absent values left out.</summary>
internal static class JsonOutput
{
    private static readonly JsonSerializerOptions Style = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
        NewLine = "\n",
    };

    /// <summary>Writes JSON. What the serializer leaves as it is, but a terminal obeys, can only stand within texts, where the guard's
    /// escape is JSON's own.</summary>
    public static void Write(object data) => Console.Out.Write(JsonSerializer.Serialize(data, Style) + "\n");
}
