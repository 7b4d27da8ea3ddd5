namespace EcommerceEtl.Sandbox.Shop;

/// <summary>A product as it was first listed.</summary>
/// <param name="Id">1 to 66.</param>
/// <param name="Title">Its name; some end in a space or hold a quotation mark, as real ones do.</param>
/// <param name="Category">One of eight, in lower case.</param>
/// <param name="ListPrice">The price around which its prices move.</param>
internal sealed record ListedProduct(int Id, string Title, string Category, decimal ListPrice);

/// <summary>What the shop has to sell. The same for every seed: only popularity, ratings and price changes differ.</summary>
internal static class Assortment
{
    /// <summary>How many are on sale before the opening; the others are added afterwards.</summary>
    public const int Founding = 60;

    public static IReadOnlyList<ListedProduct> All { get; } = Number(
        ("electronics", [("Wireless Earbuds Pro", 79.99m), ("27\" 4K Monitor", 329.99m), ("Mechanical Keyboard TKL", 89.49m),
            ("USB-C Docking Station", 129.99m), ("Portable SSD 2 TB", 149.99m), ("Action Camera 5K", 249.99m),
            ("Smart Plug, Pack of 4", 34.99m), ("Bluetooth Speaker Mini", 39.99m)]),
        ("men's clothing", [("Oxford Shirt, Slim Fit ", 44.99m), ("Merino Crew Sweater", 69.99m), ("Straight Leg Jeans", 59.99m),
            ("Waterproof Shell Jacket", 139.99m), ("Cotton Boxer Briefs, 5 Pack", 29.99m), ("Leather Belt, Brown", 34.49m),
            ("Linen Chinos", 54.99m)]),
        ("home & kitchen", [("Cast Iron Skillet 26 cm", 39.99m), ("French Press 1 l", 27.99m), ("Chef's Knife 20 cm", 64.99m),
            ("Bed Linen Set, Double", 74.99m), ("Robot Vacuum R7", 289.99m), ("Glass Food Containers, Set of 6", 32.99m),
            ("Desk Lamp with Dimmer", 45.99m), ("Bamboo Cutting Board", 19.99m)]),
        ("sports & outdoors", [("Yoga Mat 6 mm", 29.99m), ("Trail Running Shoes", 109.99m), ("Two-Person Tent", 179.99m),
            ("Insulated Bottle 750 ml", 24.99m), ("Adjustable Dumbbell 24 kg", 199.99m), ("Cycling Helmet", 59.99m),
            ("Headlamp 400 lm", 32.49m), ("Climbing Chalk Bag", 18.99m)]),
        ("books", [("The Quiet Harbour", 14.99m), ("Baking with Rye", 24.99m), ("A Short Course in Statistics", 39.99m),
            ("Maps of Lost Rivers", 29.99m), ("Gardens in Small Spaces", 21.99m), ("The Clockmaker's Winter", 12.99m),
            ("Learn SQL by Asking", 34.99m)]),
        ("toys & games", [("Wooden Train Set", 49.99m), ("Castle Building Blocks, 900 Pieces", 84.99m),
            ("Jigsaw Puzzle, 1000 Pieces", 17.99m), ("Strategy Game: Salt Road", 44.99m), ("Plush Fox", 15.99m), ("Marble Run XL", 54.99m),
            ("Card Game: Twelve Crows", 11.99m)]),
        ("beauty", [("Vitamin C Serum 30 ml", 22.99m), ("Shea Body Butter", 13.99m), ("Electric Toothbrush S3", 69.99m),
            ("Mineral Sunscreen SPF 50", 16.99m), ("Beard Trimmer", 39.49m), ("Rose Hand Cream", 8.99m),
            ("Hair Dryer Ionic 2000 W", 49.99m)]),
        ("jewelery", [("Sterling Silver Ring", 39.99m), ("Pearl Earrings", 59.99m), ("Gold-Plated Chain Bracelet", 74.99m),
            ("Moissanite Pendant", 119.99m), ("Enamel Pin: Comet", 9.99m), ("Field Watch 38 mm", 189.99m), ("Charm Necklace", 44.99m),
            ("Cufflinks, Brushed Steel", 35.99m)]),
        // Ids above Founding: added after the opening (see Availability).
        ("electronics", [("E-Reader 7\"", 139.99m), ("Wi-Fi 7 Router", 219.99m)]),
        ("home & kitchen", [("Espresso Grinder", 159.99m), ("Wool Throw Blanket", 64.99m)]),
        ("toys & games", [("Solar Robot Kit", 36.99m)]),
        ("sports & outdoors", [("Inflatable Paddle Board", 279.99m)]));

    private static ListedProduct[] Number(params (string Category, (string Title, decimal Price)[] Items)[] groups) =>
        [.. groups.SelectMany(group => group.Items.Select(item => (group.Category, item.Title, item.Price)))
            .Select((item, index) => new ListedProduct(index + 1, item.Title, item.Category, item.Price))];
}
