using System.Text.Json;
using EcommerceEtl.Domain.Catalog;
using EcommerceEtl.Domain.Quality;
using EcommerceEtl.Worker.Sources.Mapping;

namespace EcommerceEtl.Worker.Sources.FakeStore;

/// <summary>Products of the Fake Store: <c>id, title, price, category, rating{rate, count}</c>.</summary>
internal static class FakeStoreProducts
{
    private const uint Required = 0b01111;

    private static readonly PropertyNames _product = new("id", "title", "price", "category", "rating");
    private static readonly PropertyNames _rating = new("rate", "count");

    public static Mapped<Product> Map(ReadOnlySpan<byte> element)
    {
        var fault = new Fault();
        return ElementReader.Read(element, default, Read, ref fault) is { } product
            ? Mapped<Product>.Accepted(product.Id.Key, product.Id.SourceText, product)
            : fault.Reject<Product>(element, IdForm.Number);
    }

    private static Product? Read(ref Utf8JsonReader json, DateTime snapshotTime, ref Fault fault)
    {
        long key = 0;
        string title = "", category = "";
        Money price = default;
        decimal? rating = null;
        int? count = null;
        var walk = new PropertyWalk();
        while (_product.Next(ref json, ref walk))
        {
            var (reason, path) = walk.Index switch
            {
                0 => (JsonIds.Read(ref json, IdForm.Number, out key, out _), "$.id"),
                1 => (JsonTexts.ReadTrimmed(ref json, out title), "$.title"),
                2 => (JsonNumbers.ReadPrice(ref json, out price), "$.price"),
                3 => (JsonTexts.ReadTrimmed(ref json, out category), "$.category"),
                _ => (ReadRating(ref json, out rating, out count, ref fault), "$.rating"),
            };
            if (reason is { } wrong)
                fault.Set(wrong, path);
            if (fault.Found)
                return null;
        }
        return _product.Complete(walk, Required, "$", ref fault)
            ? new Product(new ProductId(key), title, category, price, rating, count)
            : null;
    }

    private static RejectionReason? ReadRating(ref Utf8JsonReader json, out decimal? rating, out int? count, ref Fault fault)
    {
        rating = null;
        count = null;
        if (json.TokenType != JsonTokenType.StartObject)
            return RejectionReason.WrongType;
        var walk = new PropertyWalk();
        while (_rating.Next(ref json, ref walk))
        {
            RejectionReason? reason;
            if (walk.Index == 0)
            {
                reason = JsonNumbers.ReadRating(ref json, out var rate);
                rating = rate;
            }
            else
            {
                reason = JsonNumbers.ReadCount(ref json, out var ratings);
                count = ratings;
            }
            if (reason is { } wrong)
            {
                fault.Set(wrong, walk.Index == 0 ? "$.rating.rate" : "$.rating.count");
                return null;
            }
        }
        _rating.Complete(walk, 0, "$.rating", ref fault);
        return null;
    }
}
