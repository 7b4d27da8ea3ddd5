using System.Text.Json.Serialization;
namespace EcommerceEtl.Worker.Landing;

/// <summary>Manifests as bytes.</summary>
internal static class ManifestFile
{
    public static byte[] Write(Snapshot snapshot) => JsonSerializer.SerializeToUtf8Bytes(snapshot, ManifestJson.Default.Snapshot);

    /// <summary>Reads a manifest.</summary>
    /// <exception cref="JsonException">It is none, it was written by a newer version, or it contradicts itself.</exception>
    public static Snapshot Read(ReadOnlySpan<byte> utf8)
    {
        var snapshot = JsonSerializer.Deserialize(utf8, ManifestJson.Default.Snapshot) ?? throw new JsonException("it is null");
        if (snapshot.Format != Snapshot.CurrentFormat)
            throw new JsonException($"its format is {snapshot.Format}; this version reads {Snapshot.CurrentFormat}");
        if (snapshot.Entities.IsDefault || snapshot.Entities.Any(entity => entity.Chunks.IsDefault))
            throw new JsonException("it lacks its entities or their chunks");
        if (snapshot.Hash != Snapshot.HashOf(snapshot.Entities) || !snapshot.Entities.All(IsConsistent))
            throw new JsonException("its hashes or counts do not fit its chunks");
        return snapshot;
    }

    private static bool IsConsistent(LandedEntity entity) =>
        entity.Hash == LandedEntity.HashOf(entity.Chunks) && entity.Elements == entity.Chunks.Sum(chunk => (long)chunk.Elements);
}

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
[JsonSerializable(typeof(ChangeProgress))]
internal sealed partial class ManifestJson : JsonSerializerContext;
