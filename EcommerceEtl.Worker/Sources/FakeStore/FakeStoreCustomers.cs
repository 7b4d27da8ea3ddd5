namespace EcommerceEtl.Worker.Sources.FakeStore;

/// <summary>Customers of the Fake Store: of all that a user holds, only <c>id</c> and <c>address.city</c> are read, and only the id is
/// needed.</summary>
internal static class FakeStoreCustomers
{
    private static readonly PropertyNames User = new("id", "address") { Needed = 0b01, Details = 0b10 };
    private static readonly PropertyNames Address = new("city") { Path = "$.address", Details = 0b1 };

    public static Mapped<Customer> Map(ReadOnlySpan<byte> element) => ElementReader.Map(
        element, default, IdForm.Number, Read, customer => new ElementId(customer.Id.Key, customer.Id.Text));

    private static Customer? Read(ref Utf8JsonReader json, MappingContext context, ref ElementFaults faults)
    {
        long key = 0;
        var city = "";
        var walk = new PropertyWalk();
        while (User.Next(ref json, ref walk))
        {
            if (walk.Index == 1)
            {
                walk.Use(ref json, ReadCity(ref json, out city, ref faults));
            }
            else if (JsonIds.Read(ref json, IdForm.Number, out key, out _) is { } wrong)
            {
                faults.Set(wrong, "$.id");
                return null;
            }
        }
        return User.Complete(walk, ref faults) ? new Customer(new CustomerId(key), walk.Has(1) ? city : "") : null;
    }

    private static RejectionReason? ReadCity(ref Utf8JsonReader json, out string city, ref ElementFaults faults)
    {
        city = "";
        if (json.TokenType != JsonTokenType.StartObject)
            return RejectionReason.WrongType;
        var walk = new PropertyWalk();
        while (Address.Next(ref json, ref walk))
            walk.Use(ref json, JsonTexts.ReadCity(ref json, out city));
        Address.Complete(walk, ref faults);
        if (!walk.Has(0))
            city = "";
        return null;
    }
}
