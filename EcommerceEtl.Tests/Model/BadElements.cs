namespace EcommerceEtl.Tests.Model;

/// <summary>Elements without one thing that a figure needs, and what the quarantine must say of it.</summary>
internal static class BadElements
{
    public static ShopElement<ProductFacts> Product(Random r, long id)
    {
        var one = $"\"id\":{id}";
        var (text, keyless, reason, path) = GoodElements.Pick(
            r,
            ($$"""{{{one}},"title":"T","price":-0.01,"category":"c"}""", false, "out_of_range", "$.price"),
            ($$"""{{{one}},"title":"T","price":1e400,"category":"c"}""", false, "out_of_range", "$.price"),
            ($$"""{{{one}},"title":"T","price":true,"category":"c"}""", false, "wrong_type", "$.price"),
            ($$"""{{{one}},"title":"T","price":null,"category":"c"}""", false, "missing_field", "$.price"),
            ($$"""{{{one}},"title":"a\u0000b","category":"{{new string('x', 2001)}}"}""", false, "missing_field", "$.price"),
            ($$"""{{{one}},"title":"T","price":1,"price":1,"category":"c"}""", false, "duplicate_key", "$.price"),
            ($$$"""{{{{one}}},"title":7,"price":"1","category":"c","rating":{"rate":10}}""", false, "wrong_type", "$.price"),
            ("""{"id":true,"title":"T","price":1,"category":"c"}""", true, "wrong_type", "$.id"));
        return new ShopElement<ProductFacts>(keyless ? null : id, text, text, null, reason, path);
    }

    /// <summary>Of a customer nothing but the id is needed, so no bad one has an id.</summary>
    public static ShopElement<CustomerFacts> User(Random r, long id)
    {
        var (text, reason, path) = GoodElements.Pick(
            r,
            ($$$"""{"id":{{{id}}},"id":{{{id}}},"address":{"city":"a"}}""", "duplicate_key", "$.id"),
            ("""{"address":{"city":"a"}}""", "missing_field", "$.id"),
            ("""{"id":0,"address":{"city":"a"}}""", "out_of_range", "$.id"));
        return new ShopElement<CustomerFacts>(null, text, text, null, reason, path);
    }

    public static ShopElement<CartFacts> Cart(Random r, long id)
    {
        var one = $"\"id\":{id}";
        const string date = "\"date\":\"2020-05-05T00:00:00Z\"";
        const string line = "{\"productId\":1,\"quantity\":1}";
        var (text, keyless, reason, path) = GoodElements.Pick(
            r,
            ($$"""{{{one}},"date":"2020-13-45","products":[]}""", false, "bad_date", "$.date"),
            ($$"""{{{one}},"date":"1989-12-31T23:59:59Z","products":[]}""", false, "bad_date", "$.date"),
            ($$"""{{{one}},"date":20200505,"products":[]}""", false, "wrong_type", "$.date"),
            ($$"""{{{one}},"products":[{{line}}]}""", false, "missing_field", "$.date"),
            ($$"""{{{one}},{{date}}}""", false, "missing_field", "$.products"),
            ($$"""{{{one}},"products":{},{{date}}}""", false, "wrong_type", "$.products"),
            ($$"""{{{one}},{{date}},"products":[{{line}},{"productId":1,"quantity":0}]}""", false, "out_of_range",
                "$.products[1].quantity"),
            ($$"""{{{one}},{{date}},"products":[{{line}},{{line}},{"productId":2}]}""", false, "missing_field", "$.products[2].quantity"),
            ($$"""{{{one}},{{date}},"products":[0]}""", false, "wrong_type", "$.products[0]"),
            ($$"""{{{one}},{{date}},"products":[{"productId":1.5,"quantity":1}]}""", false, "wrong_type", "$.products[0].productId"),
            ($$"""{{{one}},{{one}},{{date}},"products":[]}""", true, "duplicate_key", "$.id"),
            ($$"""{"id":1e3,{{date}},"products":[]}""", true, "wrong_type", "$.id"));
        // What is no date could be any number, and is not kept.
        var landed = text.Replace("20200505", "[\"(left out)\"]", StringComparison.Ordinal)
            .Replace("2020-13-45", "(left out)", StringComparison.Ordinal);
        return new ShopElement<CartFacts>(keyless ? null : id, text, landed, null, reason, path);
    }
}
