using System.Collections.Frozen;
using System.Security.Cryptography;

namespace EcommerceEtl.Domain.Catalog;

/// <summary>A customer. The city is the only personal detail that ever gets this far.</summary>
/// <param name="City">The city as the shop spells it, outer white space removed; empty where the shop states none.</param>
public sealed record Customer(CustomerId Id, string City);

/// <summary>A customer who was erased.</summary>
/// <param name="UserId">The warehouse key, see <see cref="ShopKey"/>. It is all that is kept, so that the customer can be known and left
/// out.</param>
/// <param name="ErasedAt">UTC.</param>
public sealed record ErasedCustomer(long UserId, DateTime ErasedAt);

/// <summary>The erased customers of one store: whatever is landed or loaded of the store is without them. Nobody ever leaves this
/// list.</summary>
public sealed class ErasedCustomers
{
    private readonly FrozenSet<long> _keys;

    /// <param name="customers">Each key may come more than once: the earliest time counts.</param>
    public ErasedCustomers(IEnumerable<ErasedCustomer> customers)
    {
        All = [.. customers.GroupBy(customer => customer.UserId).Select(same => same.MinBy(customer => customer.ErasedAt)!)
            .OrderBy(customer => customer.UserId)];
        _keys = All.Select(customer => customer.UserId).ToFrozenSet();
        Stamp = All.IsEmpty ? null : StampOf(All);
    }

    public static ErasedCustomers None { get; } = new([]);

    public ImmutableArray<ErasedCustomer> All { get; }

    public bool IsEmpty => All.IsEmpty;

    /// <summary>Tells one list from another: SHA-256 (64 hexadecimal digits) over the keys in ascending order, each in decimal and parted
    /// by a line feed. Null for nobody. A snapshot, and a run, say by it which list they honour.</summary>
    public string? Stamp { get; }

    public bool Contains(long key) => _keys.Contains(key);

    /// <summary>The customers of both lists.</summary>
    public ErasedCustomers Union(ErasedCustomers other) => new(All.Concat(other.All));

    /// <summary>The customers that the other list lacks.</summary>
    public ErasedCustomers Except(ErasedCustomers other) => new(All.Where(customer => !other.Contains(customer.UserId)));

    private static string StampOf(ImmutableArray<ErasedCustomer> customers)
    {
        var keys = string.Join('\n', customers.Select(customer => customer.UserId.ToString(CultureInfo.InvariantCulture)));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(keys)));
    }
}
