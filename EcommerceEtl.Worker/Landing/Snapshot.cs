using System.Security.Cryptography;
using System.Text.Json.Serialization;

namespace EcommerceEtl.Worker.Landing;

/// <summary>What one extract landed: the manifest, kept as JSON in <c>landing/&lt;store&gt;/runs/&lt;yyyy&gt;/&lt;MM&gt;</c>. Snapshots are
/// ordered by <see cref="TakenAt"/>, never by <see cref="RunId"/>.</summary>
public sealed record Snapshot
{
    /// <summary>What a snapshot of this format has if it is complete.</summary>
    private static readonly Entity[] Whole = [Entity.Products, Entity.Customers, Entity.Carts];

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

    /// <summary>IANA name of the store's time zone; null in manifests of earlier releases.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TimeZone { get; init; }

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
    public bool IsComplete => Whole.All(entity => Find(entity) is { IsWhole: true });

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

    internal static string HashOf(IEnumerable<LandedEntity> entities)
    {
        var text = string.Concat(entities.Select(landed => $"{SnakeCase.Of(landed.Entity)} {landed.Hash}\n"));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }
}

/// <summary>What a snapshot is of, and for which run it is taken.</summary>
/// <param name="Store">Name of the store, also its folder.</param>
/// <param name="Currency">ISO 4217 code of the shop's one currency.</param>
/// <param name="TakenAt">Snapshot time (UTC): when the extract began; kept to the millisecond.</param>
/// <param name="RunId">Number of the run in its database; several databases may share one landing zone.</param>
/// <param name="Slot">Scheduled time the run answers for (UTC); null for a run without one.</param>
public sealed record SnapshotIdentity(
    string Store, string Kind, ShopAddress Address, string Currency, DateTime TakenAt, long RunId, DateTime? Slot)
{
    /// <summary>IANA name of the store's time zone.</summary>
    public string? TimeZone { get; init; }

    /// <summary>The store's erased customers, who do not land.</summary>
    public ErasedCustomers Erased { get; init; } = ErasedCustomers.None;
}

/// <summary>Whether a snapshot may be loaded.</summary>
public enum SnapshotVerdict
{
    /// <summary>Landed, not judged yet: its run is under way or died.</summary>
    Pending,

    /// <summary>Complete and plausible: it may be loaded, also by a replay.</summary>
    Accepted,

    /// <summary>Suspicious: kept for inspection, never loaded by itself.</summary>
    Refused,
}

/// <summary>How much of an entity a snapshot covers. Only <see cref="Complete"/> may remove anything or be checked for shrinking.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Complete), "complete")]
[JsonDerivedType(typeof(Window), "window")]
public abstract record Coverage
{
    private Coverage()
    {
    }

    /// <summary>Everything the shop has.</summary>
    public sealed record Complete : Coverage;

    /// <summary>What the shop has between two moments (UTC), the first included, the second not: adds and updates, never removes.</summary>
    public sealed record Window(DateTime From, DateTime To) : Coverage;
}
