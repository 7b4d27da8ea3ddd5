using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using EcommerceEtl.Sandbox.Shop;

namespace EcommerceEtl.Sandbox;

/// <summary>Writes the three lists with the field names, field order and value types of the Fake Store API.</summary>
internal static class ShopJson
{
    // JavaScript's JSON.stringify leaves letters and apostrophes as they are; so does this.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Array<T>(IEnumerable<T> items, Action<Utf8JsonWriter, T> write)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartArray();
            foreach (var item in items)
                write(json, item);
            json.WriteEndArray();
        }

        return buffer.ToArray();
    }

    public static void Product(Utf8JsonWriter json, ListedProduct product, decimal price, long seed)
    {
        json.WriteStartObject();
        json.WriteNumber("id", product.Id);
        json.WriteString("title", product.Title);
        json.WriteNumber("price", price);
        json.WriteString("description", $"{product.Title.Trim()}, from our {product.Category} department.");
        json.WriteString("category", product.Category);
        json.WriteString("image", string.Create(CultureInfo.InvariantCulture, $"https://shop.example.com/img/{product.Id}.jpg"));
        json.WriteStartObject("rating");
        json.WriteNumber("rate", (25 + Draw.Below(26, seed, DrawTopic.Rating, product.Id)) / 10m);
        json.WriteNumber("count", 20 + Draw.Below(600, seed, DrawTopic.Rating, product.Id, 1));
        json.WriteEndObject();
        json.WriteEndObject();
    }

    public static void Cart(Utf8JsonWriter json, ShopCart cart)
    {
        json.WriteStartObject();
        json.WriteNumber("id", cart.Id);
        json.WriteNumber("userId", cart.UserId);
        json.WriteString("date", cart.PlacedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        json.WriteStartArray("products");
        foreach (var line in cart.Lines)
        {
            json.WriteStartObject();
            json.WriteNumber("productId", line.ProductId);
            json.WriteNumber("quantity", line.Quantity);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("__v", cart.Version);
        json.WriteEndObject();
    }

    public static void User(Utf8JsonWriter json, Person person)
    {
        json.WriteStartObject();
        json.WriteStartObject("address");
        json.WriteStartObject("geolocation");
        json.WriteString("lat", person.City.Latitude);
        json.WriteString("long", person.City.Longitude);
        json.WriteEndObject();
        json.WriteString("city", person.City.Name);
        json.WriteString("street", person.Street);
        json.WriteNumber("number", person.Number);
        json.WriteString("zipcode", person.ZipCode);
        json.WriteEndObject();
        json.WriteNumber("id", person.Id);
        json.WriteString("email", person.Email);
        json.WriteString("username", person.UserName);
        json.WriteString("password", person.Password);
        json.WriteStartObject("name");
        json.WriteString("firstname", person.FirstName);
        json.WriteString("lastname", person.LastName);
        json.WriteEndObject();
        json.WriteString("phone", person.Phone);
        json.WriteNumber("__v", 0);
        json.WriteEndObject();
    }
}
