namespace EcommerceEtl.Tests.Model;

/// <summary>What happens in a shop between two runs, one random thing at a time.</summary>
internal sealed class ShopEdits(ShopState shop)
{
    private readonly List<ShopElement<ProductFacts>> _goneProducts = [];
    private readonly List<ShopElement<CustomerFacts>> _goneUsers = [];
    private readonly List<ShopElement<CartFacts>> _goneCarts = [];
    private long _products, _users, _carts;

    /// <summary>Opens the shop with something in it.</summary>
    /// <param name="r">Random choices.</param>
    /// <param name="now">The clock.</param>
    /// <param name="size">1 for 12 products, 8 users and 25 carts.</param>
    public void Open(Random r, DateTime now, int size = 1)
    {
        for (var i = 0; i < 12 * size; i++)
            shop.Products.Add(GoodElements.Product(r, ++_products));
        for (var i = 0; i < 8 * size; i++)
            shop.Users.Add(GoodElements.User(r, ++_users));
        for (var i = 0; i < 25 * size; i++)
            shop.Carts.Add(NewCart(r, ++_carts, now));
    }

    /// <summary>Edits something.</summary>
    /// <returns>What was done, for the log.</returns>
    public string Edit(Random r, DateTime now) => r.Next(24) switch
    {
        0 => Add(shop.Products, GoodElements.Product(r, ++_products)),
        1 => Replace(r, shop.Products,
            old => GoodElements.Product(r, old.Id ?? ++_products, Facts(old) with { Price = r.Next(2_000_000) / 10_000m })),
        2 => Replace(r, shop.Products, old => GoodElements.Product(r, old.Id ?? ++_products)),
        3 => Remove(r, shop.Products, _goneProducts),
        4 => Return(r, shop.Products, _goneProducts),
        5 => Add(shop.Users, GoodElements.User(r, ++_users)),
        6 => Replace(r, shop.Users, old => GoodElements.User(r, old.Id ?? ++_users)),
        7 => Remove(r, shop.Users, _goneUsers),
        8 => Return(r, shop.Users, _goneUsers),
        9 or 10 => Insert(r, shop.Carts, NewCart(r, NewCartId(r), now), anywhere: r.Next(3) == 0),
        11 => Replace(r, shop.Carts, old => NewCart(r, old.Id ?? ++_carts, now)),
        12 or 13 =>
            Replace(r, shop.Carts, old => GoodElements.Cart(
            r, old.Id ?? ++_carts, Lines(r, old.Facts ?? old.Heals?.Facts ?? new CartFacts(null, now.Date, [])))),
        14 => Remove(r, shop.Carts, _goneCarts),
        15 => Return(r, shop.Carts, _goneCarts),
        16 => Move(r, shop.Carts),
        17 =>
            r.Next(3) switch
            {
                0 => Double(r, shop.Products, GoodElements.Product),
                1 => Double(r, shop.Users, GoodElements.User),
                _ => Double(r, shop.Carts, (_, id) => NewCart(r, id, now))
            },
        18 => Break(r, shop.Products, BadElements.Product),
        19 => Break(r, shop.Users, BadElements.User),
        20 => Break(r, shop.Carts, BadElements.Cart),
        21 => Shadow(r, shop.Products, BadElements.Product),
        22 => Shadow(r, shop.Carts, BadElements.Cart),
        _ => r.Next(3) switch { 0 => HealOne(shop.Products), 1 => HealOne(shop.Users), _ => HealOne(shop.Carts) },
    };

    /// <summary>Adds a good cart with an id of its own: the next snapshot is another than any before.</summary>
    public string AddCart(Random r, DateTime now) => Add(shop.Carts, NewCart(r, ++_carts, now));

    /// <summary>Makes every record good: broken ones as they were, carts of the future to be of today.</summary>
    public void HealAll(Random r, DateTime now)
    {
        Heal(shop.Products);
        Heal(shop.Users);
        Heal(shop.Carts);
        for (var i = 0; i < shop.Carts.Count; i++)
            if (shop.Carts[i] is { Facts: { } facts, Id: { } id } && facts.PlacedAt > now)
                shop.Carts[i] = GoodElements.Cart(r, id, facts with { PlacedAt = now.Date });
    }

    private ShopElement<CartFacts> NewCart(Random r, long id, DateTime now) =>
        GoodElements.Cart(r, id, now, (int)_products + 2, (int)_users + 1);

    /// <summary>Usually the next number, now and then one of the greatest there are.</summary>
    private long NewCartId(Random r) => r.Next(15) == 0 ? (1L << 62) - 1 - r.Next(4) : ++_carts;

    private static ProductFacts Facts(ShopElement<ProductFacts> product) =>
        product.Facts ?? product.Heals?.Facts ?? new ProductFacts("Lamp", "", 1, null, null);

    private CartFacts Lines(Random r, CartFacts cart)
    {
        var i = cart.Lines.Length == 0 ? -1 : r.Next(cart.Lines.Length);
        return r.Next(4) switch
        {
            0 when i >= 0 => cart with { Lines = cart.Lines.RemoveAt(i) },
            1 when i >= 0 => cart with { Lines = cart.Lines.SetItem(i, cart.Lines[i] with { Quantity = 1 + r.Next(20) }) },
            2 when i >= 0 => cart with { Lines = cart.Lines.Insert(r.Next(cart.Lines.Length), cart.Lines[i]) },
            _ => cart with { Lines = cart.Lines.Add(GoodElements.Line(r, (int)_products + 2)) },
        };
    }

    private static string Add<T>(List<ShopElement<T>> list, ShopElement<T> element)
        where T : class
    {
        list.Add(element);
        return $"add {element.Served}";
    }

    private static string Insert<T>(Random r, List<ShopElement<T>> list, ShopElement<T> element, bool anywhere)
        where T : class
    {
        list.Insert(anywhere ? r.Next(list.Count + 1) : list.Count, element);
        return $"insert {element.Served}";
    }

    private static string Replace<T>(Random r, List<ShopElement<T>> list, Func<ShopElement<T>, ShopElement<T>> edit)
        where T : class
    {
        if (list.Count == 0)
            return "nothing";
        var i = r.Next(list.Count);
        list[i] = edit(list[i]);
        return $"edit {list[i].Served}";
    }

    private static string Remove<T>(Random r, List<ShopElement<T>> list, List<ShopElement<T>> gone)
        where T : class
    {
        if (list.Count < 4)
            return "nothing";
        var i = r.Next(list.Count);
        var element = list[i];
        list.RemoveAt(i);
        gone.Add(element);
        return $"remove {element.Served}";
    }

    private static string Return<T>(Random r, List<ShopElement<T>> list, List<ShopElement<T>> gone)
        where T : class
    {
        if (gone.Count == 0)
            return "nothing";
        var element = gone[r.Next(gone.Count)];
        gone.Remove(element);
        return Insert(r, list, element, anywhere: true);
    }

    private static string Move<T>(Random r, List<ShopElement<T>> list)
        where T : class
    {
        if (list.Count == 0)
            return "nothing";
        var i = r.Next(list.Count);
        var element = list[i];
        list.RemoveAt(i);
        list.Insert(r.Next(list.Count + 1), element);
        return $"move {element.Served}";
    }

    private static string Double<T>(Random r, List<ShopElement<T>> list, Func<Random, long, ShopElement<T>> make)
        where T : class =>
        list.Count == 0 || list[r.Next(list.Count)].Id is not { } id ? "nothing" : Insert(r, list, make(r, id), anywhere: true);

    /// <summary>A bad element with the id of another; made good, it is that other one again.</summary>
    private static string Shadow<T>(Random r, List<ShopElement<T>> list, Func<Random, long, ShopElement<T>> make)
        where T : class =>
        list.Count == 0 || list[r.Next(list.Count)] is not { Id: { } id, Facts: not null } good
            ? "nothing"
            : Insert(r, list, make(r, id) with { Heals = good }, anywhere: true);

    private static string Break<T>(Random r, List<ShopElement<T>> list, Func<Random, long, ShopElement<T>> make)
        where T : class =>
        Replace(r, list, old => old is { Facts: not null, Id: { } id } ? make(r, id) with { Heals = old } : old);

    private static string HealOne<T>(List<ShopElement<T>> list)
        where T : class
    {
        var i = list.FindIndex(element => element.Heals is not null);
        if (i < 0)
            return "nothing";
        list[i] = list[i].Heals!;
        return $"heal {list[i].Served}";
    }

    private static void Heal<T>(List<ShopElement<T>> list)
        where T : class
    {
        for (var i = 0; i < list.Count; i++)
            list[i] = list[i].Heals ?? list[i];
    }
}
