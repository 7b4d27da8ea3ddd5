namespace EcommerceEtl.Worker.Sources.WooCommerce;

/// <summary>Customers of WooCommerce: of all that one holds, only <c>id</c> and <c>billing.city</c> are read, and only the id is
/// needed.</summary>
internal static class WooCommerceCustomers
{
    private static readonly PropertyNames Names = new("id", "billing") { Needed = 0b01, Details = 0b10 };

    public static Mapped<Customer> Map(ReadOnlySpan<byte> element) => ElementReader.Map(
        element, default, IdForm.Number, Read, customer => new ElementId(customer.Id.Key, null));

    private static Customer? Read(ref Utf8JsonReader json, MappingContext context, ref ElementFaults faults)
    {
        long key = 0;
        var city = "";
        var walk = new PropertyWalk();
        while (Names.Next(ref json, ref walk))
        {
            if (walk.Index == 1)
            {
                walk.Use(ref json, WooCommerceValues.ReadCity(ref json, WooCommerceValues.Billing, out city, ref faults));
            }
            else if (JsonIds.Read(ref json, IdForm.Number, out key, out _) is { } wrong)
            {
                faults.Set(wrong, "$.id");
                return null;
            }
        }
        return Names.Complete(walk, ref faults) ? new Customer(new CustomerId(key), walk.Has(1) ? city : "") : null;
    }
}
