namespace EcommerceEtl.Worker.Sources.WooCommerce;

/// <summary>What a landed order of WooCommerce states. Times are UTC, amounts without tax unless said.</summary>
/// <param name="Number">The number that people see; null where it cannot be used.</param>
/// <param name="Customer">Null for a guest.</param>
/// <param name="Paid">Null while it was never paid.</param>
/// <param name="Total">All of it, tax included, before refunds.</param>
/// <param name="Lines">Its products.</param>
internal sealed record WooCommerceOrder(
    long Key, string? Number, CustomerId? Customer, string? City, DateTime Created, DateTime Modified, DateTime? Paid, decimal Total,
    List<WooCommerceLine> Lines, List<WooCommerceLine> Fees, List<WooCommerceLine> Shipping, List<WooCommerceRefund> Refunds)
{
    private static readonly PropertyNames Names = new(
        "id", "date_created_gmt", "date_modified_gmt", "date_paid_gmt", "total", "line_items", "fee_lines", "shipping_lines", "refunds",
        "number", "customer_id", "billing")
    {
        Needed = 0b000_1111_10011,
        Details = 0b111_0000_00000,
        MayBeAbsent = 0b010_0000_00000,
    };

    /// <summary>Reads the order the reader stands on.</summary>
    public static WooCommerceOrder? Read(ref Utf8JsonReader json, MappingContext context, ref ElementFaults faults)
    {
        long key = 0;
        decimal total = 0;
        string number = "", city = "";
        CustomerId? customer = null;
        DateTime created = default, modified = default, paid = default;
        List<WooCommerceLine> lines = [], fees = [], shipping = [];
        List<WooCommerceRefund> refunds = [];
        var walk = new PropertyWalk();
        while (Names.Next(ref json, ref walk))
        {
            if (walk.Index >= 9)
            {
                walk.Use(ref json, walk.Index switch
                {
                    9 => JsonTexts.ReadLabel(ref json, out number),
                    10 => WooCommerceValues.ReadCustomer(ref json, out customer),
                    _ => WooCommerceValues.ReadCity(ref json, WooCommerceValues.OrderBilling, out city, ref faults),
                });
                continue;
            }
            var (reason, path) = walk.Index switch
            {
                0 => (JsonIds.Read(ref json, IdForm.Number, out key, out _), "$.id"),
                1 => (JsonDates.Read(ref json, context, out created), "$.date_created_gmt"),
                2 => (JsonDates.Read(ref json, context, out modified), "$.date_modified_gmt"),
                3 => (JsonDates.Read(ref json, context, out paid), "$.date_paid_gmt"),
                4 => (JsonNumbers.ReadAmount(ref json, out total), "$.total"),
                5 => (WooCommerceLine.ReadList(ref json, WooCommerceLine.Products, "$.line_items", lines, ref faults), "$.line_items"),
                6 => (WooCommerceLine.ReadList(ref json, WooCommerceLine.Others, "$.fee_lines", fees, ref faults), "$.fee_lines"),
                7 => (WooCommerceLine.ReadList(ref json, WooCommerceLine.Others, "$.shipping_lines", shipping, ref faults),
                    "$.shipping_lines"),
                _ => (WooCommerceRefund.ReadList(ref json, context, refunds, ref faults), "$.refunds"),
            };
            if (reason is { } wrong)
                faults.Set(wrong, path);
            if (faults.Found)
                return null;
        }
        return Names.Complete(walk, ref faults)
            ? new WooCommerceOrder(
                key, walk.Has(9) ? number : null, walk.Has(10) ? customer : null, walk.Has(11) && city.Length > 0 ? city : null, created,
                walk.Has(2) ? modified : created, walk.Has(3) ? paid : null, total, lines, fees, shipping, refunds)
            : null;
    }
}

/// <summary>A line of an order; or what a refund says of one, with quantity and amounts below 0.</summary>
/// <param name="Id">The line's number; of a refund that of the order's line, 0 where the shop does not say.</param>
/// <param name="Product">Null where the line has none: it was deleted since, or the line is a fee or shipping.</param>
/// <param name="Subtotal">Before discounts; of products alone.</param>
/// <param name="Total">After discounts.</param>
internal readonly record struct WooCommerceLine(
    long Id, ProductId? Product, decimal Quantity, decimal Subtotal, decimal Total, decimal Tax)
{
    /// <summary>Lines of products.</summary>
    public static readonly PropertyNames Products = NamesOf("id", 0b111101);

    /// <summary>Fees and shipping, of an order or a refund.</summary>
    public static readonly PropertyNames Others = NamesOf("id", 0b110000);

    /// <summary>Lines of products in a refund.</summary>
    public static readonly PropertyNames Returned = NamesOf("refunded_item_id", 0b110100);

    /// <summary>Reads the list the reader stands on.</summary>
    /// <param name="names">What kind of lines it has.</param>
    public static RejectionReason? ReadList(
        ref Utf8JsonReader json, PropertyNames names, string path, List<WooCommerceLine> into, ref ElementFaults faults)
    {
        if (json.TokenType != JsonTokenType.StartArray)
            return RejectionReason.WrongType;
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (into.Count == ValueLimits.MaxLinesPerCart)
                return RejectionReason.TooLong;
            if (!Read(ref json, names, $"{path}[{into.Count}]", out var line, ref faults))
                return null;
            into.Add(line);
        }
        return null;
    }

    private static PropertyNames NamesOf(string id, uint needed) =>
        new(id, "product_id", "quantity", "subtotal", "total", "total_tax") { Needed = needed };

    private static bool Read(ref Utf8JsonReader json, PropertyNames names, string at, out WooCommerceLine line, ref ElementFaults faults)
    {
        line = default;
        if (json.TokenType != JsonTokenType.StartObject)
        {
            faults.Set(RejectionReason.WrongType, at);
            return false;
        }
        long id = 0;
        ProductId? product = null;
        decimal quantity = 0, subtotal = 0, total = 0, tax = 0;
        var walk = new PropertyWalk();
        while (names.Next(ref json, ref walk))
        {
            var reason = walk.Index switch
            {
                0 => JsonIds.Read(ref json, IdForm.Number, out id, out _),
                1 => WooCommerceValues.ReadProduct(ref json, out product),
                2 => JsonNumbers.ReadUnits(ref json, out quantity),
                3 => JsonNumbers.ReadAmount(ref json, out subtotal),
                4 => JsonNumbers.ReadAmount(ref json, out total),
                _ => JsonNumbers.ReadAmount(ref json, out tax),
            };
            if (reason is not { } wrong)
                continue;
            faults.Set(wrong, $"{at}.{names[walk.Index]}");
            return false;
        }
        line = new WooCommerceLine(id, product, quantity, subtotal, total, tax);
        return names.Complete(walk, ref faults, at);
    }
}

/// <summary>A refund of an order.</summary>
/// <param name="Amount">All of it, tax included, at least 0.</param>
internal sealed record WooCommerceRefund(
    long Id, DateTime At, decimal Amount, List<WooCommerceLine> Items, List<WooCommerceLine> Shipping, List<WooCommerceLine> Fees)
{
    private static readonly PropertyNames Names =
        new("id", "date_created_gmt", "amount", "items", "shipping", "fees") { Needed = 0b001111 };

    /// <summary>Reads the list the reader stands on; no two have one number.</summary>
    public static RejectionReason? ReadList(
        ref Utf8JsonReader json, MappingContext context, List<WooCommerceRefund> into, ref ElementFaults faults)
    {
        if (json.TokenType != JsonTokenType.StartArray)
            return RejectionReason.WrongType;
        var ids = new HashSet<long>();
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (into.Count == ValueLimits.MaxLinesPerCart)
                return RejectionReason.TooLong;
            var at = $"$.refunds[{into.Count}]";
            if (Read(ref json, context, at, ref faults) is not { } refund)
                return null;
            if (!ids.Add(refund.Id))
                faults.Set(RejectionReason.DuplicateKey, $"{at}.id");
            into.Add(refund);
        }
        return null;
    }

    private static WooCommerceRefund? Read(ref Utf8JsonReader json, MappingContext context, string at, ref ElementFaults faults)
    {
        if (json.TokenType != JsonTokenType.StartObject)
        {
            faults.Set(RejectionReason.WrongType, at);
            return null;
        }
        long id = 0;
        DateTime time = default;
        decimal amount = 0;
        List<WooCommerceLine> items = [], shipping = [], fees = [];
        var walk = new PropertyWalk();
        while (Names.Next(ref json, ref walk))
        {
            var path = $"{at}.{Names[walk.Index]}";
            var reason = walk.Index switch
            {
                0 => JsonIds.Read(ref json, IdForm.Number, out id, out _),
                1 => JsonDates.Read(ref json, context, out time),
                2 => JsonNumbers.ReadAmount(ref json, out amount) ?? (amount < 0 ? RejectionReason.OutOfRange : null),
                3 => WooCommerceLine.ReadList(ref json, WooCommerceLine.Returned, path, items, ref faults),
                4 => WooCommerceLine.ReadList(ref json, WooCommerceLine.Others, path, shipping, ref faults),
                _ => WooCommerceLine.ReadList(ref json, WooCommerceLine.Others, path, fees, ref faults),
            };
            if (reason is { } wrong)
                faults.Set(wrong, path);
            if (faults.Found)
                return null;
        }
        return Names.Complete(walk, ref faults, at) ? new WooCommerceRefund(id, time, amount, items, shipping, fees) : null;
    }
}
