namespace EcommerceEtl.Worker.Sources.Vendure;

/// <summary>Products and customers of Vendure.</summary>
internal static class VendureCatalogue
{
    /// <summary>Maps a product. Its price is that of its first variant in the store's currency, 0 where it has none, and its category the
    /// first of its collections, both by their ids.</summary>
    public static Mapped<Product> MapProduct(ReadOnlySpan<byte> element, string currency) => ElementReader.Map(
        element, default, IdForm.NumberOrText,
        (ref Utf8JsonReader json, MappingContext _, ref ElementFaults faults) =>
            JsonFields.Read(ref json, ref faults, fields => ReadProduct(fields, currency)),
        product => new ElementId(product.Id.Key, product.Id.Text));

    /// <summary>Maps a customer, guests among them: of all that one holds only the id and a city are read, that of the address to which
    /// orders are sent, else of the first one.</summary>
    public static Mapped<Customer> MapCustomer(ReadOnlySpan<byte> element) => ElementReader.Map(
        element, default, IdForm.NumberOrText,
        (ref Utf8JsonReader json, MappingContext _, ref ElementFaults faults) => JsonFields.Read(ref json, ref faults, ReadCustomer),
        customer => new ElementId(customer.Id.Key, customer.Id.Text));

    private static Product ReadProduct(JsonFields fields, string currency)
    {
        var id = fields.Need("id", JsonValues.Id);
        var unit = VendureValues.UnitOf(fields);
        var variants = fields.List("variants", variant => (
            Id: variant.Need("id", JsonValues.Id),
            Prices: variant.List("prices", price => (
                Currency: price.Need("currencyCode", JsonValues.Label), Amount: price.Amount("price", unit)))));
        var price = variants.OrderBy(variant => variant.Id.Key).SelectMany(variant => variant.Prices)
            .FirstOrDefault(price => price.Currency == currency).Amount;
        price = Math.Round(price, ValueLimits.PriceDecimals, MidpointRounding.AwayFromZero);
        if (price is < 0 or > ValueLimits.MaxPrice)
            fields.Refuse("variants", RejectionReason.OutOfRange);
        var collections = fields.List("collections", collection => (
            Id: collection.Need("id", JsonValues.Id), Name: collection.Detail("name", JsonValues.Label)));
        return new Product(
            JsonValues.Product(id), fields.Detail("name", JsonValues.Label) ?? "",
            collections.OrderBy(collection => collection.Id.Key).FirstOrDefault().Name ?? Product.NoCategory, new Money(price), null, null);
    }

    private static Customer ReadCustomer(JsonFields fields)
    {
        var id = fields.Need("id", JsonValues.Id);
        var addresses = fields.List("addresses", address => (
            City: address.Detail("city", JsonValues.City) ?? "",
            IsDefault: address.Detail("defaultShippingAddress", JsonValues.Flag)), isDetail: true);
        return new Customer(
            JsonValues.Customer(id), addresses.OrderByDescending(address => address.IsDefault).FirstOrDefault().City ?? "");
    }
}
