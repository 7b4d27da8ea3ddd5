namespace EcommerceEtl.Worker.Sources.DummyJson;

/// <summary>What the elements of DummyJSON mean.</summary>
internal static class DummyJsonMap
{
    private static readonly ValueReader<long> Id = (ref Utf8JsonReader json, out long id) =>
        JsonIds.Read(ref json, IdForm.Number, out id, out _);

    private static readonly ValueReader<decimal?> Rating = (ref Utf8JsonReader json, out decimal? rating) =>
    {
        var reason = JsonNumbers.ReadRating(ref json, out var read);
        rating = read;
        return reason;
    };

    /// <summary>The fields of a cart that are landed. Totals are left out: they carry remainders of binary fractions.</summary>
    public static EntityFields Carts { get; } = new(
        IdForm.Number, new Dictionary<string, LeafForm>
        {
            ["id"] = LeafForm.Id,
            ["userId"] = LeafForm.Id,
            ["products[].id"] = LeafForm.Id,
            ["products[].quantity"] = LeafForm.Quantity,
            ["products[].price"] = LeafForm.Price,
            [SeenCarts.Field] = LeafForm.Date,
        },
        [
            "total", "discountedTotal", "totalProducts", "totalQuantity", "products[].title", "products[].total",
            "products[].discountPercentage", "products[].discountedTotal", "products[].thumbnail",
        ])
    {
        Customer = "userId",
    };

    public static Mapped<Product> Product(ReadOnlySpan<byte> element) => ElementReader.Map(
        element, default, IdForm.Number,
        (ref Utf8JsonReader json, MappingContext _, ref ElementFaults faults) => JsonFields.Read(ref json, ref faults, fields =>
            new Product(
                new ProductId(fields.Need("id", Id)), fields.Detail<string>("title", JsonTexts.ReadLabel) ?? "",
                fields.Detail<string>("category", JsonTexts.ReadLabel) ?? Domain.Catalog.Product.NoCategory,
                fields.Need<Money>("price", JsonNumbers.ReadPrice), fields.Detail("rating", Rating), null)),
        product => new ElementId(product.Id.Key, null));

    /// <summary>Maps a user: of all that one holds only the id and the city are read.</summary>
    public static Mapped<Customer> Customer(ReadOnlySpan<byte> element) => ElementReader.Map(
        element, default, IdForm.Number,
        (ref Utf8JsonReader json, MappingContext _, ref ElementFaults faults) => JsonFields.Read(ref json, ref faults, fields =>
            new Customer(
                new CustomerId(fields.Need("id", Id)),
                fields.Object("address", isDetail: true)?.Detail<string>("city", JsonTexts.ReadCity) ?? "")),
        customer => new ElementId(customer.Id.Key, null));

    /// <summary>Maps a cart; its time is that at which it was first seen.</summary>
    public static Mapped<Cart> Cart(ReadOnlySpan<byte> element, MappingContext context) => ElementReader.Map(
        element, context, IdForm.Number,
        (ref Utf8JsonReader json, MappingContext within, ref ElementFaults faults) => JsonFields.Read(ref json, ref faults, fields =>
            new Cart(
                new CartId(fields.Need("id", Id)), fields.Detail("userId", Id) is > 0 and var user ? new CustomerId(user) : null,
                fields.Need(SeenCarts.Field, (ref Utf8JsonReader date, out DateTime time) => JsonDates.Read(ref date, within, out time)),
                [.. fields.NeedList("products", LineOf)])),
        cart => new ElementId(cart.Id.Key, null));

    private static CartItem LineOf(JsonFields line) => new(
        line.Maybe("id", Id) is { } product ? new ProductId(product) : null, line.Need<decimal>("quantity", JsonNumbers.ReadQuantity),
        line.Maybe<Money>("price", JsonNumbers.ReadPrice));
}
