namespace EcommerceEtl.Worker.Sources.FakeStore;

/// <summary>Products of the Fake Store: <c>id, title, price, category, rating{rate, count}</c>. Id and price are needed, the others are
/// details.</summary>
internal static class FakeStoreProducts
{
    private static readonly PropertyNames ProductNames =
        new("id", "price", "title", "category", "rating") { Needed = 0b00011, Details = 0b11100 };
    private static readonly PropertyNames Rating = new("rate", "count") { Path = "$.rating", Details = 0b11 };

    public static Mapped<Product> Map(ReadOnlySpan<byte> element) => ElementReader.Map(
        element, default, IdForm.Number, Read, product => new ElementId(product.Id.Key, product.Id.Text));

    private static Product? Read(ref Utf8JsonReader json, MappingContext context, ref ElementFaults faults)
    {
        long key = 0;
        string title = "", category = "";
        Money price = default;
        (decimal? Rate, int? Count) rating = default;
        var walk = new PropertyWalk();
        while (ProductNames.Next(ref json, ref walk))
        {
            switch (walk.Index)
            {
                case 0 when JsonIds.Read(ref json, IdForm.Number, out key, out _) is { } wrong:
                    faults.Set(wrong, "$.id");
                    return null;
                case 1 when JsonNumbers.ReadPrice(ref json, out price) is { } wrong:
                    faults.Set(wrong, "$.price");
                    return null;
                case 2:
                    walk.Use(ref json, JsonTexts.ReadLabel(ref json, out title));
                    break;
                case 3:
                    walk.Use(ref json, JsonTexts.ReadLabel(ref json, out category));
                    break;
                case 4:
                    walk.Use(ref json, ReadRating(ref json, out rating, ref faults));
                    break;
            }
        }
        return ProductNames.Complete(walk, ref faults)
            ? new Product(
                new ProductId(key), walk.Has(2) ? title : "", walk.Has(3) ? category : Product.NoCategory, price,
                walk.Has(4) ? rating.Rate : null, walk.Has(4) ? rating.Count : null)
            : null;
    }

    private static RejectionReason? ReadRating(ref Utf8JsonReader json, out (decimal? Rate, int? Count) rating, ref ElementFaults faults)
    {
        rating = default;
        if (json.TokenType != JsonTokenType.StartObject)
            return RejectionReason.WrongType;
        decimal rate = 0;
        var count = 0;
        var walk = new PropertyWalk();
        while (Rating.Next(ref json, ref walk))
            walk.Use(ref json, walk.Index == 0 ? JsonNumbers.ReadRating(ref json, out rate) : JsonNumbers.ReadCount(ref json, out count));
        Rating.Complete(walk, ref faults);
        rating = (walk.Has(0) ? rate : null, walk.Has(1) ? count : null);
        return null;
    }
}
