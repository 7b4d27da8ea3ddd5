namespace EcommerceEtl.Worker.Sources.Medusa;

/// <summary>Products and customers of Medusa.</summary>
internal static class MedusaCatalogue
{
    /// <summary>Maps a product. Its price is that of its first variant in the store's currency, 0 where it has none; its category the
    /// first of its categories, else its collection. The first one is that with the least id, which grows with time.</summary>
    public static Mapped<Product> MapProduct(ReadOnlySpan<byte> element, string currency) => ElementReader.Map(
        element, default, IdForm.NumberOrText,
        (ref Utf8JsonReader json, MappingContext _, ref ElementFaults faults) =>
            JsonFields.Read(ref json, ref faults, fields => ReadProduct(fields, currency)),
        product => new ElementId(product.Id.Key, product.Id.Text));

    /// <summary>Maps a customer, guests among them: of all that one holds only the id and a city are read, that of the address to which
    /// orders are sent, else of the first one.</summary>
    public static Mapped<Customer> MapCustomer(ReadOnlySpan<byte> element) => ElementReader.Map(
        element, default, IdForm.NumberOrText,
        (ref Utf8JsonReader json, MappingContext _, ref ElementFaults faults) => JsonFields.Read(ref json, ref faults, fields =>
            new Customer(
                JsonValues.Customer(fields.Need("id", JsonValues.Id)),
                fields.List("addresses", address => (
                    City: address.Detail("city", JsonValues.City) ?? "",
                    IsDefault: address.Detail("is_default_shipping", JsonValues.Flag)), isDetail: true)
                    .OrderByDescending(address => address.IsDefault).FirstOrDefault().City ?? "")),
        customer => new ElementId(customer.Id.Key, customer.Id.Text));

    private static Product ReadProduct(JsonFields fields, string currency)
    {
        var variants = fields.List("variants", variant => (
            Id: variant.Need("id", JsonValues.Id).SourceText,
            Prices: variant.List("prices", price => (
                Id: price.Need("id", JsonValues.Id).SourceText, Currency: price.Need("currency_code", JsonValues.Label),
                Amount: price.Amount("amount")))));
        var price = variants.OrderBy(variant => variant.Id, StringComparer.Ordinal)
            .SelectMany(variant => variant.Prices.OrderBy(price => price.Id, StringComparer.Ordinal))
            .FirstOrDefault(price => price.Currency.Equals(currency, StringComparison.OrdinalIgnoreCase)).Amount;
        if (price is < 0 or > ValueLimits.MaxPrice)
            fields.Refuse("variants", RejectionReason.OutOfRange);
        var category = fields.List("categories", one => (
                Id: one.Detail("id", JsonValues.Id).SourceText, Name: one.Detail("name", JsonValues.Label)), isDetail: true)
            .OrderBy(one => one.Id, StringComparer.Ordinal).FirstOrDefault().Name;
        return new Product(
            JsonValues.Product(fields.Need("id", JsonValues.Id)), fields.Detail("title", JsonValues.Label) ?? "",
            category ?? fields.Object("collection", isDetail: true)?.Detail("title", JsonValues.Label) ?? Product.NoCategory,
            new Money(price), null, null);
    }
}
