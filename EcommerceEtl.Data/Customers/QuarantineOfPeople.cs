using System.Runtime.CompilerServices;

namespace EcommerceEtl.Data.Customers;

/// <summary>A row of the quarantine that may speak of a person: a rejected customer or cart.</summary>
/// <param name="Entity">Customers or carts.</param>
/// <param name="RecordKey">The shop's id of the record, or a hash of it.</param>
/// <param name="Payload">What is kept of it: JSON whose end may be cut off; empty once it is resolved.</param>
public sealed record QuarantineOfPeople(Entity Entity, string RecordKey, string Payload)
{
    /// <summary>True if the record is itself a customer with one of some keys.</summary>
    public bool IsOf(Func<long, bool> customer) => Entity == Entity.Customers
        && (customer(ShopKey.FromText(RecordKey))
        || (long.TryParse(RecordKey, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && customer(number)));

    /// <summary>The store's rows, read one after the other: payloads can be large.</summary>
    public static async IAsyncEnumerable<QuarantineOfPeople> ReadAsync(
        StoreSession session, short storeId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var command = session.Command("Customers/quarantine_of_people", storeId);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
            yield return new QuarantineOfPeople(SnakeCase.Parse<Entity>(row.GetString(0)), row.GetString(1), row.GetString(2));
    }
}
