using System.Text.Json.Nodes;

namespace EcommerceEtl.Data.Customers;

/// <summary>What the warehouse holds of one customer, for whoever has the right to know it.</summary>
public static class CustomerExport
{
    /// <summary>Rows of all tables as JSON: <c>customer</c>, <c>carts</c> with their lines, <c>first_order</c>,
    /// <c>quarantine</c>, <c>erased_at</c>. Times are UTC.</summary>
    /// <param name="session">Any session.</param>
    /// <param name="storeId">The store.</param>
    /// <param name="customer">The customer alone.</param>
    /// <param name="names">Finds the customer in the quarantine.</param>
    /// <param name="cancellationToken">Ends the queries.</param>
    public static async Task<JsonObject> ReadAsync(
        StoreSession session, short storeId, ErasedCustomer customer, NamesErased names, CancellationToken cancellationToken)
    {
        var held =
            JsonNode.Parse(await session.ScalarAsync<string>(
            "Customers/customer_export", cancellationToken, storeId, customer.UserId))!.AsObject();
        JsonArray quarantined = [];
        await foreach (var row in QuarantineOfPeople.ReadAsync(session, storeId, cancellationToken))
        {
            if (row.IsOf(key => key == customer.UserId) || names(row.Entity, row.Payload))
                quarantined.Add(
                    new JsonObject { ["entity"] = SnakeCase.Of(row.Entity), ["record_key"] = row.RecordKey, ["payload"] = row.Payload });
        }
        held["quarantine"] = quarantined;
        return held;
    }
}
