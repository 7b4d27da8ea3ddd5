using System.Text.Encodings.Web;
using System.Text.Json.Serialization;

namespace EcommerceEtl.Worker.Output;

/// <summary>How data is written as JSON: snake case, indented, absent values left out.</summary>
internal static class JsonText
{
    private static readonly JsonSerializerOptions Style = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
        NewLine = "\n",
    };

    public static string Of(object data) => JsonSerializer.Serialize(data, Style);
}
