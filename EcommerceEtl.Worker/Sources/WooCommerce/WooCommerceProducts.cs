namespace EcommerceEtl.Worker.Sources.WooCommerce;

/// <summary>Products of WooCommerce, parents of variations among them: <c>id, name, price, categories[{id, name}], average_rating,
/// rating_count</c>. Id and price are needed, the others are details.</summary>
internal static class WooCommerceProducts
{
    private static readonly PropertyNames Names = new("id", "price", "name", "categories", "average_rating", "rating_count")
    {
        Needed = 0b000011,
        Details = 0b111100,
        MayBeAbsent = 0b110000,
    };

    private static readonly PropertyNames Category = new("id", "name") { Details = 0b11 };

    public static Mapped<Product> Map(ReadOnlySpan<byte> element) => ElementReader.Map(
        element, default, IdForm.Number, Read, product => new ElementId(product.Id.Key, null));

    private static Product? Read(ref Utf8JsonReader json, MappingContext context, ref ElementFaults faults)
    {
        long key = 0;
        string title = "", category = Product.NoCategory;
        decimal price = 0, rating = 0;
        var count = 0;
        var walk = new PropertyWalk();
        while (Names.Next(ref json, ref walk))
        {
            switch (walk.Index)
            {
                case 0 when JsonIds.Read(ref json, IdForm.Number, out key, out _) is { } wrong:
                    faults.Set(wrong, "$.id");
                    return null;
                case 1 when ReadPrice(ref json, out price) is { } wrong:
                    faults.Set(wrong, "$.price");
                    return null;
                case 2:
                    walk.Use(ref json, WooCommerceValues.ReadName(ref json, out title));
                    break;
                case 3:
                    walk.Use(ref json, ReadCategory(ref json, out category));
                    break;
                case 4:
                    walk.Use(ref json, ReadRating(ref json, out rating));
                    break;
                case 5:
                    walk.Use(ref json, JsonNumbers.ReadCount(ref json, out count));
                    break;
            }
        }
        if (!Names.Complete(walk, ref faults))
            return null;
        // Where nobody rated, the shop states a mean of 0.00.
        var rated = walk.Has(4) && !(walk.Has(5) && count == 0);
        return new Product(
            new ProductId(key), walk.Has(2) ? title : "", walk.Has(3) ? category : Product.NoCategory, new Money(price),
            rated ? rating : null, walk.Has(5) ? count : null);
    }

    /// <summary>Reads a price. A product that has none yet, or is not sold by itself, has an empty one: 0.</summary>
    private static RejectionReason? ReadPrice(ref Utf8JsonReader json, out decimal price) =>
        JsonNumbers.ReadAmount(ref json, out price) ?? (price is < 0 or > ValueLimits.MaxPrice ? RejectionReason.OutOfRange : null);

    private static RejectionReason? ReadRating(ref Utf8JsonReader json, out decimal rating)
    {
        var reason = JsonNumbers.ReadAmount(ref json, out rating);
        rating = Math.Round(rating, ValueLimits.RatingDecimals, MidpointRounding.AwayFromZero);
        return reason ?? (rating is < 0 or > ValueLimits.MaxRating ? RejectionReason.OutOfRange : null);
    }

    /// <summary>Reads the category with the smallest number of those in the list the reader stands on: their order changes.</summary>
    private static RejectionReason? ReadCategory(ref Utf8JsonReader json, out string category)
    {
        category = Product.NoCategory;
        if (json.TokenType != JsonTokenType.StartArray)
            return RejectionReason.WrongType;
        var least = long.MaxValue;
        RejectionReason? fault = null;
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (json.TokenType != JsonTokenType.StartObject)
            {
                fault = RejectionReason.WrongType;
                json.Skip();
                continue;
            }
            long key = 0;
            var name = "";
            var walk = new PropertyWalk();
            while (Category.Next(ref json, ref walk))
                walk.Use(ref json, walk.Index == 0
                    ? JsonIds.Read(ref json, IdForm.Number, out key, out _) : WooCommerceValues.ReadName(ref json, out name));
            if (!walk.Has(0) || !walk.Has(1))
                fault = RejectionReason.MissingField;
            else if (key < least)
                (least, category) = (key, name);
        }
        return fault;
    }
}
