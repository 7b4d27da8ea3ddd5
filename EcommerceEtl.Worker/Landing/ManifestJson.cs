using System.Text.Json.Serialization;

namespace EcommerceEtl.Worker.Landing;

/// <summary>The JSON form of a manifest, and of the list of erased customers: snake case, UTC times, entities and verdicts by
/// name.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true,
    WriteIndented = true,
    NewLine = "\n",
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Snapshot))]
[JsonSerializable(typeof(ErasedList))]
internal sealed partial class ManifestJson : JsonSerializerContext;
