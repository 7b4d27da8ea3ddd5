using System.Security.Cryptography;
using System.Text.Json.Serialization;
using EcommerceEtl.Worker.Landing.Fields;

namespace EcommerceEtl.Worker.Landing;

/// <summary>What one extract landed of one entity.</summary>
public sealed record LandedEntity
{
    public required Entity Entity { get; init; }

    public required Coverage Coverage { get; init; }

    /// <summary>Its files in the order of their elements' keys; in manifests of earlier releases in that of the response.</summary>
    public required ImmutableArray<LandedChunk> Chunks { get; init; }

    /// <summary>Elements in all chunks.</summary>
    public required long Elements { get; init; }

    /// <summary>Elements that the shop sent and that did not land, since they are erased customers.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long LeftOut { get; init; }

    /// <summary>Elements without a readable key. While it is not 0, this entity removes nothing.</summary>
    public required long Keyless { get; init; }

    /// <summary>True if each readable key is greater than the one before, so that no id appears twice.</summary>
    public required bool Ascending { get; init; }

    /// <summary>Key of the first element that has a readable one; null if there is none, in manifests of earlier releases, and where
    /// somebody was erased.</summary>
    public long? FirstKey { get; init; }

    /// <summary>The same of the last element.</summary>
    public long? LastKey { get; init; }

    /// <summary>Bytes received from the shop, after decompression.</summary>
    public required long Bytes { get; init; }

    /// <summary>The response's ETag as sent, quotes included.</summary>
    public string? ETag { get; init; }

    /// <summary>The response's Last-Modified as sent.</summary>
    public string? LastModified { get; init; }

    /// <summary>SHA-256 (64 hexadecimal digits) over how it was landed: the shop's address, the fields that were kept, the worker's
    /// version. Chunks landed in any other way must not stand for an answer of today. Null in manifests of older workers.</summary>
    public string? Provenance { get; init; }

    /// <summary>Known fields that vanished (<c>-path</c>), and how many unknown ones appeared, with a hash of their names
    /// (<c>+2 unknown (1b29a0fe)</c>); never a value.</summary>
    public ImmutableArray<string> Drift { get; init; } = [];

    /// <summary>How far the shop's changes have been read; null of an entity that is read whole.</summary>
    public LandedChanges? Changes { get; init; }

    /// <summary>All files that are needed of it: its own, and those from which what it is to remember is still taken.</summary>
    [JsonIgnore]
    internal IEnumerable<LandedChunk> NeededChunks => Changes is { } changes ? Chunks.Concat(changes.EarlierChunks) : Chunks;

    /// <summary>True if it holds everything the shop had: what it lacks is gone there.</summary>
    [JsonIgnore]
    public bool IsWhole => Coverage is Coverage.Complete && Changes is null or { IsWhole: true };

    /// <summary>When the first request was sent (UTC).</summary>
    public required DateTime StartedAt { get; init; }

    /// <summary>When the last element had been landed (UTC).</summary>
    public required DateTime FinishedAt { get; init; }

    /// <summary>SHA-256 (64 hexadecimal digits) over its chunks' hashes in order: equal hashes hold equal elements.</summary>
    public required string Hash { get; init; }

    /// <summary>The <see cref="Provenance"/> of what is landed now.</summary>
    /// <param name="address">Scheme, host, port and path of the shop's API.</param>
    /// <param name="version">What else decides how elements are landed; null for the worker's version.</param>
    internal static string ProvenanceOf(string address, EntityFields fields, string? version = null) =>
        Convert.ToHexStringLower(SHA256.HashData(
            Encoding.UTF8.GetBytes($"{version ?? WorkerVersion.Text}\n{address}\n{new FieldTree(fields).Description}")));

    internal static string HashOf(IEnumerable<LandedChunk> chunks) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(string.Concat(chunks.Select(chunk => chunk.Sha256 + "\n")))));
}

/// <summary>One file of landed elements, one JSON element a line, gzip.</summary>
/// <param name="Sha256">SHA-256 of its uncompressed bytes, 64 lower-case hexadecimal digits: its name.</param>
/// <param name="Elements">Lines in it, 1 to 20,000.</param>
/// <param name="Bytes">Uncompressed size.</param>
public sealed record LandedChunk(string Sha256, int Elements, long Bytes)
{
    /// <summary>Key of its first element; null where its elements need not be in the order of their keys.</summary>
    public long? FirstKey { get; init; }

    /// <summary>When the first of its elements was created (UTC); null where that is not known.</summary>
    public DateTime? Oldest { get; init; }

    /// <summary>When the last of its elements was created (UTC).</summary>
    public DateTime? Newest { get; init; }
}
