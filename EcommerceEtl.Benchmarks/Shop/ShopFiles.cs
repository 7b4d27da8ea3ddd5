using System.Text;

namespace EcommerceEtl.Benchmarks.Shop;

/// <summary>The shop's answers as files, made once for each size and seed and then kept: the Fake Store's shape, 5,000 products chosen by
/// Zipf's law, one customer for five carts in 2,000 cities, carts spread evenly over 2023 to 2025 in order of id, 1 to 4 lines
/// each.</summary>
/// <param name="carts">Number of carts.</param>
/// <param name="seed">Another seed is another shop.</param>
internal sealed class ShopFiles(int carts, long seed)
{
    private const int Products = 5_000;
    private const int Cities = 2_000;

    /// <summary>Part of the folder's name: raised whenever the same seed would give other bytes.</summary>
    private const int Version = 3;

    private static readonly DateTime FirstDay = new(2023, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly long SpanTicks = (new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc) - FirstDay).Ticks;

    private int Customers => Math.Max(1, carts / 5);

    /// <summary>The file with an answer.</summary>
    /// <param name="folder">The shop's folder.</param>
    /// <param name="state">State of the shop.</param>
    /// <param name="entity"><c>products</c>, <c>carts</c> or <c>users</c>; only carts differ between states.</param>
    public static string Path(string folder, ShopState state, string entity) =>
        System.IO.Path.Combine(folder, $"{(entity == "carts" ? state : ShopState.Base)}-{entity}.json");

    /// <summary>Makes the files unless they are there.</summary>
    /// <returns>Their folder.</returns>
    public string Ensure(Action<string> say)
    {
        var root = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"ecommerce-etl-bench-{Environment.UserName}");
        var folder = System.IO.Path.Combine(root, string.Create(CultureInfo.InvariantCulture, $"shop-v{Version}-{seed}-{carts}"));
        if (Directory.Exists(folder))
            return folder;
        say($"making the shop's answers in {folder}");
        var partial = Directory.CreateDirectory($"{folder}.{Environment.ProcessId}.tmp").FullName;
        Write(partial, ShopState.Base, "products", 1, Products, Product);
        Write(partial, ShopState.Base, "users", 1, Customers, User);
        var popularity = Popularity();
        foreach (var state in Enum.GetValues<ShopState>())
            Write(partial, state, "carts", FirstOf(state), carts + 1, (text, id) => Cart(text, id, popularity, IsEdited(state, id)));
        // Half-made files would be a smaller shop: they get their name only when they are whole.
        Directory.Move(partial, folder);
        return folder;
    }

    /// <summary>How many carts are new or differ between two states.</summary>
    public int Changed(ShopState from, ShopState to) =>
        FirstOf(from) - FirstOf(to)
        + Enumerable.Range(FirstOf(from), carts + 2 - FirstOf(from)).Count(id => IsEdited(from, id) != IsEdited(to, id));

    /// <summary>The least id of a cart: one is free for a cart that comes before all others.</summary>
    private static int FirstOf(ShopState state) => state < ShopState.OneInserted ? 2 : 1;

    private bool IsEdited(ShopState state, int id) => state switch
    {
        ShopState.OneChanged or ShopState.OneInserted => id == carts / 2,
        ShopState.PercentChanged => id % 100 == 0,
        ShopState.PercentOfEndChanged => id % 100 == 0 || (id % 5 == 1 && id > carts * 0.95),
        _ => false,
    };

    private static void Write(string folder, ShopState state, string entity, int first, int last, Action<StreamWriter, int> element)
    {
        using var text = new StreamWriter(Path(folder, state, entity), append: false, new UTF8Encoding(false), 1 << 16);
        for (var id = first; id <= last; id++)
        {
            text.Write(id == first ? '[' : ',');
            element(text, id);
        }
        text.Write(']');
    }

    private void Product(StreamWriter text, int id)
    {
        var draw = new ShopDraw(seed, -id);
        text.Write(string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"id":{{id}},"title":"Product {{id}}","price":{{(100 + draw.Below(49_900)) / 100m}},"""
                + $$""" "description":"What there is to say about product {{id}}.","category":"category {{draw.Below(40)}}","""
                + $$""" "image":"https://shop.example/{{id}}.jpg","rating":{"rate":{{draw.Below(51) / 10m}},"""
                    + $$""" "count":{{draw.Below(1_000)}}"""));
        text.Write("}}");
    }

    private void User(StreamWriter text, int id)
    {
        var draw = new ShopDraw(seed, -1_000_000_000L - id);
        text.Write(string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"address":{"geolocation":{"lat":"-37.3159","long":"81.1496"},"city":"City {{draw.Below(Cities)}}","""
                + $$""" "street":"Street {{draw.Below(5_000)}}","number":{{draw.Below(9_999)}},"zipcode":"12926-3874"},"id":{{id}},"""
                + $$""" "email":"user{{id}}@shop.example","username":"user{{id}}","password":"secret{{id}}","""
                + $$""" "name":{"firstname":"First{{id}}","lastname":"Last{{id}}"},"phone":"1-570-236-7033","__v":0}"""));
    }

    private void Cart(StreamWriter text, int id, double[] popularity, bool edited)
    {
        var draw = new ShopDraw(seed, id);
        var placed = FirstDay.AddTicks((long)((id - 2 + draw.Unit()) / carts * SpanTicks));
        text.Write(string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"id":{{id}},"userId":{{1 + draw.Below(Customers)}},"date":"{{placed:yyyy-MM-dd'T'HH:mm:ss.fff'Z'}}","products":["""));
        var lines = 1 + draw.Below(4);
        for (var line = 0; line < lines; line++)
        {
            var product = Array.BinarySearch(popularity, draw.Unit());
            var quantity = 1 + draw.Below(5) + (edited && line == 0 ? 5 : 0);
            text.Write(string.Create(
                CultureInfo.InvariantCulture,
                $$"""{{(line == 0 ? "" : ",")}}{"productId":{{Math.Min(product < 0 ? ~product : product, Products - 1) + 1}},"""
                    + $$""" "quantity":{{quantity}}}"""));
        }
        text.Write("],\"__v\":0}");
    }

    /// <summary>Cumulative shares of the products by Zipf's law with exponent 1.</summary>
    private static double[] Popularity()
    {
        var total = 0.0;
        var shares = new double[Products];
        for (var i = 0; i < Products; i++)
            shares[i] = total += 1.0 / (i + 1);
        for (var i = 0; i < Products; i++)
            shares[i] /= total;
        return shares;
    }
}
