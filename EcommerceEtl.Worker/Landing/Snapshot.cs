using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using EcommerceEtl.Domain.Catalog;
using EcommerceEtl.Domain.Runs;

namespace EcommerceEtl.Worker.Landing;

/// <summary>
/// What one extract landed: the manifest, kept as JSON in <c>landing/&lt;store&gt;/runs/&lt;yyyy&gt;/&lt;MM&gt;</c>. Snapshots are ordered
/// by
/// <see cref="TakenAt"/>, never by <see cref="RunId"/>.
/// </summary>
public sealed record Snapshot
{
    /// <summary>The format this version writes and reads.</summary>
    public const int CurrentFormat = 1;

    public required int Format { get; init; }

    public required string Store { get; init; }

    public required string Kind { get; init; }

    /// <summary>Host the data came from, lower case, no port: all that manifests of earlier releases say of the address.</summary>
    public required string Host { get; init; }

    /// <summary>Address the data came from; null in manifests of earlier releases.</summary>
    public string? Address { get; init; }

    /// <summary>The shop the data came from, as far as the manifest says it.</summary>
    [JsonIgnore]
    public ShopAddress Shop => ShopAddress.Parse(Address ?? Host);

    public required string Currency { get; init; }

    /// <summary>Snapshot time, UTC, whole milliseconds.</summary>
    public required DateTime TakenAt { get; init; }

    public required long RunId { get; init; }

    /// <summary>Scheduled time the run answered for (UTC); null for a run without one.</summary>
    public DateTime? Slot { get; init; }

    /// <summary>What was landed, in the order of <see cref="Entity"/>.</summary>
    public required ImmutableArray<LandedEntity> Entities { get; init; }

    public required SnapshotVerdict Verdict { get; init; }

    /// <summary>How the run that took it ended, in snake case, once that is known.</summary>
    public string? Outcome { get; init; }

    /// <summary>SHA-256 (64 hexadecimal digits) over each entity's name and hash: equal hashes hold equal data.</summary>
    public required string Hash { get; init; }

    /// <summary>Which list of erased customers it honours (<see cref="ErasedCustomers.Stamp"/>); null if nobody had been erased.</summary>
    public string? Erased { get; init; }

    /// <summary>True if it holds everything the shop had: only then does what it does not reject say that nothing is rejected any
    /// more.</summary>
    [JsonIgnore]
    public bool IsComplete => Enum.GetValues<Entity>().All(entity => Find(entity) is { Coverage: Coverage.Complete });

    /// <summary>True if it holds a window of the carts only: nothing is removed for what it lacks.</summary>
    [JsonIgnore]
    public bool IsWindow => Entities.Any(landed => landed.Coverage is Coverage.Window);

    /// <summary>True if only the products of a snapshot are left: they carry its prices, and nothing is removed for what it
    /// lacks.</summary>
    [JsonIgnore]
    public bool IsProductsOnly => Entities is [{ Entity: Entity.Products }];

    /// <summary>The same without its carts and customers. Only for a snapshot that has products.</summary>
    public Snapshot ProductsOnly()
    {
        var products = Entities.RemoveAll(landed => landed.Entity != Entity.Products);
        return this with { Entities = products, Hash = HashOf(products) };
    }

    /// <summary>True if it may hold customers who were erased: it honours another list than this, and holds more than products.</summary>
    internal bool Lacks(ErasedCustomers erased) => Erased != erased.Stamp && HoldsPeople;

    /// <summary>True if it holds customers or carts.</summary>
    [JsonIgnore]
    internal bool HoldsPeople => Entities.Any(landed => landed.Entity != Entity.Products);

    /// <summary>The landed entity, or null where this snapshot did not ask for it.</summary>
    public LandedEntity? Find(Entity entity) => Entities.FirstOrDefault(landed => landed.Entity == entity);

    /// <summary>The hash of a snapshot with these entities.</summary>
    internal static string HashOf(IEnumerable<LandedEntity> entities)
    {
        var text = string.Concat(entities.Select(landed => $"{SnakeCase.Of(landed.Entity)} {landed.Hash}\n"));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }
}
