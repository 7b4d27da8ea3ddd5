using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace EcommerceEtl.Worker.Commands;

/// <summary>The option <c>--json</c> and how data is written for it: snake case, indented, absent values left out.</summary>
internal static class JsonOutput
{
    private static readonly JsonSerializerOptions Style = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
    };

    public static Option<bool> Option() => new("--json") { Description = "Print JSON." };

    public static void Write(object data) => Console.Out.WriteLine(JsonSerializer.Serialize(data, Style));
}
