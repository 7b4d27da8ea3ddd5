namespace EcommerceEtl.Tests.Model;

/// <summary>Random good elements, and random ways to write the same facts down.</summary>
internal static class GoodElements
{
    private static readonly (string Json, string Text)[] Texts =
    [
        ("\"Lamp\"", "Lamp"), ("\"  Mens Cotton Jacket \"", "Mens Cotton Jacket"), ("\"men's clothing\"", "men's clothing"),
        ("\"T\\u00fcr\"", "Tür"), ("\"日本\"", "日本"), ("\"a\\\"b\\\\c\"", "a\"b\\c"), ("\"\"", ""), ("\"jewelery\"", "jewelery"),
        ("\"\\u0131\\u0130i\"", "ıİi"),
        ("\"\\ud83d\\ude00 fun\"", "😀 fun"),
    ];

    /// <summary>What is no title, category or city.</summary>
    private static readonly string[] NoTexts =
        ["\"\"", "\" \"", "null", "7", "[]", "{}", "true", "\"a\\u0000b\"", "\"\\ud800\"", "\"a\\u0007\"", $"\"{new string('x', 2001)}\""];

    public static ShopElement<ProductFacts> Product(Random r, long id) => Product(r, id, new ProductFacts(
        Pick(r, Texts).Text, Pick(r, Texts).Text, r.Next(2_000_000) / 10_000m,
        r.Next(3) == 0 ? null : r.Next(500) / 100m, r.Next(3) == 0 ? null : r.Next(1000)));

    public static ShopElement<ProductFacts> Product(Random r, long id, ProductFacts facts)
    {
        var text = new ElementText().Kept("id", Whole(id));
        if (r.Next(2) == 0)
            text.Dropped("description", "\"words\"");
        if (facts.Title.Length > 0 || r.Next(2) == 0)
            text.Kept("title", facts.Title.Length > 0 ? Json(facts.Title) : Pick(r, NoTexts));
        text.Kept("price", Number(r, facts.Price, 4));
        if (facts.Category.Length > 0)
            text.Kept("category", Json(facts.Category));
        else
            text.Kept("category", Pick(r, NoTexts)).Spoilt("category", Pick(r, ("null", "null"), ("\"doubled\"", "\"(left out)\"")));
        if (r.Next(6) == 0)
            text.Dropped("brand", "{\"name\":\"B\",\"since\":[1,2]}");
        var rating = new ElementText();
        if (facts.Rating is { } rate)
            rating.Kept("rate", Number(r, rate, 2));
        else if (r.Next(2) == 0)
            rating.Spoilt("rate", Pick(
                r, ("10", null), ("-1", null), ("\"10/10\"", null), ("\"NaN\"", "\"(left out)\""), ("[]", null), ("{}", null),
                ("true", null),
                ("1e400", null)));
        if (facts.RatingCount is { } count)
            rating.Kept("count", Whole(count));
        else if (r.Next(2) == 0)
            rating.Spoilt("count", Pick(
                r, ("1.5", null), ("-1", null), ("\"5\"", null), ("[]", null), ("99999999999", "[\"(left out)\",\"out_of_range\"]")));
        if (facts is not { Rating: null, RatingCount: null })
            text.Kept("rating", rating.Served, rating.Landed);
        else if (r.Next(4) is var how and > 0)
            text.Kept("rating", how == 1 ? Pick(r, "null", "{}", "[]", "true", "\"\"", "0") : rating.Served, how == 1 ? null
                : rating.Landed);
        return new ShopElement<ProductFacts>(id, text.Served, text.Landed, facts);
    }

    public static ShopElement<CustomerFacts> User(Random r, long id) => User(r, id, new CustomerFacts(Pick(r, Texts).Text));

    public static ShopElement<CustomerFacts> User(Random r, long id, CustomerFacts facts)
    {
        var text = new ElementText();
        if (r.Next(2) == 0)
            text.Dropped("email", "\"who@example.com\"");
        text.Kept("id", Whole(id));
        if (facts.City.Length == 0 && r.Next(2) == 0)
        {
            if (r.Next(3) == 0)
                text.Kept("address", "\"Main St 5\"", "\"(left out)\"");
            else if (r.Next(2) == 0)
                text.Spoilt("address", Pick(
                    r, ("null", null), ("{}", null), ("[]", null), ("0", null), ("{\"city\":null}", null),
                    ("{\"city\":\"a\",\"city\":\"b\"}", "{\"city\":\"a\",\"city\":[\"(left out)\"]}")));
        }
        else
        {
            var address = new ElementText().Spoilt("city", facts.City.Length > 0 ? (Json(facts.City), null) : Pick(
                r, ("\"\"", null), ("0", null), ("[]", null), ("{}", null), ("\"\\ud800\"", "[\"(left out)\"]"), ("\"a\\u0007\"", null),
                ("\"Kiel 24103\"", "[\"(left out)\"]"), ("\"who@example.com\"", "[\"(left out)\"]")));
            if (r.Next(2) == 0)
                address.Dropped("street", "\"Main St\"").Dropped("geolocation", "{\"lat\":\"1\"}");
            text.Kept("address", address.Served, address.Landed);
        }
        return new ShopElement<CustomerFacts>(id, text.Served, text.Landed, facts);
    }

    /// <param name="r">Random choices.</param>
    /// <param name="id">Its id.</param>
    /// <param name="now">The clock; the cart lies up to 400 days before it or up to 20 hours after.</param>
    /// <param name="products">Lines name products 1 to this.</param>
    /// <param name="users">The user is one of 1 to this, or a guest.</param>
    public static ShopElement<CartFacts> Cart(Random r, long id, DateTime now, int products, int users) => Cart(r, id, new CartFacts(
        r.Next(5) == 0 ? null : 1 + r.Next(users), Moment(r, now), [.. Enumerable.Range(0, r.Next(6)).Select(_ => Line(r, products))]));

    public static LineFacts Line(Random r, int products) =>
        new(r.Next(12) == 0 ? null : 1 + r.Next(products), r.Next(3) == 0 ? (1 + r.Next(9_999)) / 1000m : 1 + r.Next(9));

    public static ShopElement<CartFacts> Cart(Random r, long id, CartFacts facts)
    {
        var text = new ElementText().Kept("id", Whole(id));
        if (facts.User is { } user)
            text.Kept("userId", Whole(user));
        else if (r.Next(2) == 0)
            text.Kept("userId", Pick(r, "0", "null", "-4", "1.5", "[]", "\"\""));
        var (date, day) = Date(r, facts.PlacedAt);
        text.Kept("date", $"\"{date}\"");
        var lines = facts.Lines.Select(line => Line(r, line)).ToList();
        text.Kept("products", $"[{string.Join(',', lines.Select(line => line.Served))}]",
            $"[{string.Join(',', lines.Select(line => line.Landed))}]");
        if (r.Next(2) == 0)
            text.Dropped("__v", "0");
        return new ShopElement<CartFacts>(id, text.Served, text.Landed, facts with { Day = day });
    }

    private static ElementText Line(Random r, LineFacts facts)
    {
        var line = new ElementText();
        if (facts.Product is { } product)
            line.Kept("productId", Whole(product));
        else if (r.Next(2) == 0)
            line.Kept("productId", "null");
        line.Kept("quantity", Number(r, facts.Quantity, 3));
        return r.Next(10) == 0 ? line.Dropped("note", "\"gift\"") : line;
    }

    private static DateTime Moment(Random r, DateTime now)
    {
        var second = new DateTime(now.Ticks - now.Ticks % TimeSpan.TicksPerSecond, DateTimeKind.Utc);
        var moment = r.Next(4) == 0 ? second.AddMinutes(r.Next(-120, 20 * 60)) : second.AddSeconds(-r.Next(400 * 86_400));
        return r.Next(3) switch { 0 => moment.Date, 1 => moment, _ => moment.AddMicroseconds(r.Next(1_000_000)) };
    }

    /// <summary>
    /// A time in one of the forms of <c>docs/dates.md</c>: with Z, an offset or no zone, and with more digits than are kept, which are
    /// cut. Of a midnight now and then the day alone, or the end of the day before.
    /// </summary>
    private static (string Text, DateOnly? Day) Date(Random r, DateTime utc)
    {
        if (utc.TimeOfDay == TimeSpan.Zero && r.Next(3) == 0)
            return (utc.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), DateOnly.FromDateTime(utc));
        if (utc.TimeOfDay == TimeSpan.Zero && r.Next(3) == 0)
            return (utc.AddDays(-1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) + Pick(r, "T24:00:00Z", " 24:00"), null);
        switch (r.Next(3))
        {
            case 0:
                return (
                    utc.ToString($"yyyy-MM-dd'{Pick(r, "T", "t", " ")}'HH:mm:ss'{Pick(r, ".", ",")}'ffffff", CultureInfo.InvariantCulture)
                    + string.Concat(Enumerable.Range(0, r.Next(12)).Select(_ => r.Next(10))) + Pick(r, "Z", "z", "+0000", "+00"), null);
            case 1:
                var minutes = r.Next(-11 * 4, 13 * 4) * 15;
                return (utc.AddMinutes(minutes).ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff", CultureInfo.InvariantCulture)
                    + (minutes < 0 ? "-" : "+") + $"{Math.Abs(minutes) / 60:00}:{Math.Abs(minutes) % 60:00}", null);
            default:
                return (utc.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture) + Pick(r, "", "Z"), null);
        }
    }

    /// <summary>A number, plainly, with an exponent, or with one digit more than is kept, from which it must be rounded half up.</summary>
    private static string Number(Random r, decimal value, int decimals)
    {
        var units = value;
        for (var i = 0; i < decimals; i++)
            units *= 10;
        switch (r.Next(3))
        {
            case 0:
                return $"{Whole((long)units)}e-{decimals}";
            case 1 when units >= 1:
                var digit = r.Next(10);
                var digits = Whole((long)units - (digit >= 5 ? 1 : 0)).PadLeft(decimals + 1, '0');
                return $"{digits[..^decimals]}.{digits[^decimals..]}{digit}";
            default:
                return value.ToString(CultureInfo.InvariantCulture);
        }
    }

    private static string Json(string text) => Texts.First(known => known.Text == text).Json;

    private static string Whole(long number) => number.ToString(CultureInfo.InvariantCulture);

    public static T Pick<T>(Random r, params T[] choices) => choices[r.Next(choices.Length)];
}
