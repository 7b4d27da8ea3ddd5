namespace EcommerceEtl.Worker.Sources.Vendure;

/// <summary>What a landed order of Vendure states. Times are UTC, amounts in the currency's own units.</summary>
/// <param name="Type"><c>Regular</c>, <c>Aggregate</c> for one that several sellers share, or <c>Seller</c> for a seller's part of
/// it.</param>
/// <param name="Placed">When it was placed; null while it is a cart.</param>
/// <param name="Total">What is ordered now, tax included, before refunds.</param>
internal sealed record VendureOrder(
    ElementId Id, string Code, string Type, string State, string Currency, DateTime Created, DateTime Updated, DateTime? Placed,
    decimal Total, ElementId? Customer, string? City, List<VendureLine> Lines, List<VendureFee> Fees, List<VendureShipping> Shipping,
    List<VendureEdit> Edits, List<VendureRefund> Refunds, List<VendureCancellation> Cancellations)
{
    /// <summary>The fields that are landed: no names, no addresses but the city, no notes and reasons, nothing of how it was
    /// paid.</summary>
    public static EntityFields Fields { get; } = new(
        IdForm.NumberOrText, new Dictionary<string, LeafForm>
        {
            ["id"] = LeafForm.Any,
            ["code"] = LeafForm.Text,
            ["type"] = LeafForm.Text,
            ["state"] = LeafForm.Text,
            ["currencyCode"] = LeafForm.Text,
            ["createdAt"] = LeafForm.Date,
            ["updatedAt"] = LeafForm.Date,
            ["orderPlacedAt"] = LeafForm.Date,
            ["totalWithTax"] = LeafForm.Amount,
            ["precision"] = LeafForm.Count,
            ["customer.id"] = LeafForm.Any,
            ["shippingAddress.city"] = LeafForm.City,
            ["lines[].id"] = LeafForm.Any,
            ["lines[].createdAt"] = LeafForm.Date,
            ["lines[].quantity"] = LeafForm.Count,
            ["lines[].orderPlacedQuantity"] = LeafForm.Count,
            ["lines[].unitPrice"] = LeafForm.Amount,
            ["lines[].linePrice"] = LeafForm.Amount,
            ["lines[].proratedUnitPrice"] = LeafForm.Amount,
            ["lines[].proratedUnitPriceWithTax"] = LeafForm.Amount,
            ["lines[].proratedLinePrice"] = LeafForm.Amount,
            ["lines[].proratedLinePriceWithTax"] = LeafForm.Amount,
            ["lines[].productVariant.product.id"] = LeafForm.Any,
            ["placed[].id"] = LeafForm.Any,
            ["placed[].quantity"] = LeafForm.Count,
            ["placed[].linePrice"] = LeafForm.Amount,
            ["placed[].proratedLinePrice"] = LeafForm.Amount,
            ["placed[].proratedLinePriceWithTax"] = LeafForm.Amount,
            ["surcharges[].id"] = LeafForm.Any,
            ["surcharges[].price"] = LeafForm.Amount,
            ["surcharges[].priceWithTax"] = LeafForm.Amount,
            ["shippingLines[].price"] = LeafForm.Amount,
            ["shippingLines[].priceWithTax"] = LeafForm.Amount,
            ["shippingLines[].discountedPrice"] = LeafForm.Amount,
            ["shippingLines[].discountedPriceWithTax"] = LeafForm.Amount,
            ["modifications[].createdAt"] = LeafForm.Date,
            ["modifications[].priceChange"] = LeafForm.Amount,
            ["modifications[].lines[].orderLineId"] = LeafForm.Any,
            ["modifications[].lines[].quantity"] = LeafForm.Amount,
            ["modifications[].surcharges[].id"] = LeafForm.Any,
            ["payments[].refunds[].id"] = LeafForm.Any,
            ["payments[].refunds[].state"] = LeafForm.Text,
            ["payments[].refunds[].updatedAt"] = LeafForm.Date,
            ["payments[].refunds[].total"] = LeafForm.Amount,
            ["history.items[].createdAt"] = LeafForm.Date,
            ["history.items[].data.lines[].orderLineId"] = LeafForm.Any,
            ["history.items[].data.lines[].quantity"] = LeafForm.Count,
            ["history.items[].data.shippingCancelled"] = LeafForm.Any,
        },
        ["history.items[].data.reason"])
    {
        Customer = "customer.id",
        Added = VendureMemory.Field,
    };

    /// <summary>Reads an order. What it holds comes in whatever order the shop's database had it in, which may be another one with the next
    /// answer: it is sorted, so that the same order always gives the same rows.</summary>
    public static VendureOrder Read(JsonFields fields, MappingContext context)
    {
        var time = JsonValues.Time(context);
        var unit = VendureValues.UnitOf(fields);
        var placed = fields.List(VendureMemory.Field, line => (
            line.Need("id", JsonValues.Id).Key, new VendureWorth(
                line.Need("quantity", JsonValues.Units), line.Amount("linePrice", unit), line.Amount("proratedLinePrice", unit),
                line.Amount("proratedLinePriceWithTax", unit)))).ToLookup(line => line.Key, line => line.Item2);
        return new VendureOrder(
            fields.Need("id", JsonValues.Id), fields.Need("code", JsonValues.Label), fields.Need("type", JsonValues.Label),
            fields.Need("state", JsonValues.Label), fields.Need("currencyCode", JsonValues.Label), fields.Need("createdAt", time),
            fields.Need("updatedAt", time), fields.Maybe("orderPlacedAt", time), fields.Amount("totalWithTax", unit),
            fields.Object("customer")?.Need("id", JsonValues.Id),
            fields.Object("shippingAddress")?.Detail("city", JsonValues.City) is { Length: > 0 } city ? city : null,
            [.. fields.List("lines", line => VendureLine.Read(line, time, unit, placed)).OrderBy(line => (line.Added, line.Id))],
            [.. fields.List("surcharges", fee => new VendureFee(
                fee.Need("id", JsonValues.Id).Key, fee.Amount("price", unit), fee.Amount("priceWithTax", unit))).OrderBy(fee => fee.Id)],
            [.. fields.List("shippingLines", line => new VendureShipping(
                line.Amount("price", unit), line.Amount("priceWithTax", unit), line.Amount("discountedPrice", unit),
                line.Amount("discountedPriceWithTax", unit))).OrderBy(line => (line.Price, line.PriceWithTax, line.Discounted))],
            [.. fields.List("modifications", edit => new VendureEdit(
                edit.Need("createdAt", time), edit.Amount("priceChange", unit), edit.List("lines", VendureUnits.Read),
                edit.List("surcharges", fee => fee.Need("id", JsonValues.Id).Key))).OrderBy(edit => edit.At)],
            [.. fields.List("payments", payment => payment.List("refunds", refund => new VendureRefund(
                refund.Need("id", JsonValues.Id).Key, refund.Need("state", JsonValues.Label), refund.Need("updatedAt", time),
                refund.Amount("total", unit)))).SelectMany(refunds => refunds).OrderBy(refund => refund.Id)],
            [.. (fields.Object("history")?.List("items", entry => VendureCancellation.Read(entry, time)) ?? [])
                .OrderBy(entry => entry.At)]);
    }
}

/// <summary>A line of an order.</summary>
/// <param name="Quantity">Units now.</param>
/// <param name="PlacedQuantity">Units when the order was placed; 0 of a line that was added afterwards.</param>
/// <param name="UnitPrice">Before discounts, without tax.</param>
/// <param name="Worth">What some of its units are worth: all that there are now; once none is left those that it had when the order was
/// first seen placed, and without that knowledge one unit, of which the shop has forgotten the discounts by then.</param>
internal sealed record VendureLine(
    long Id, DateTime Added, ProductId? Product, decimal Quantity, decimal PlacedQuantity, decimal UnitPrice, VendureWorth Worth)
{
    public static VendureLine Read(
        JsonFields line, ValueReader<DateTime> time, decimal unit, ILookup<long, VendureWorth> seenPlaced)
    {
        var quantity = line.Need("quantity", JsonValues.Units);
        var placed = line.Need("orderPlacedQuantity", JsonValues.Units);
        if (quantity < 0 || placed < 0)
            line.Refuse(quantity < 0 ? "quantity" : "orderPlacedQuantity", RejectionReason.OutOfRange);
        var price = line.Amount("unitPrice", unit);
        if (price is < 0 or > ValueLimits.MaxPrice)
            line.Refuse("unitPrice", RejectionReason.OutOfRange);
        var product = line.Object("productVariant")?.Object("product")?.Need("id", JsonValues.Id);
        var id = line.Need("id", JsonValues.Id).Key;
        var now = new VendureWorth(
            quantity, line.Amount("linePrice", unit), line.Amount("proratedLinePrice", unit),
            line.Amount("proratedLinePriceWithTax", unit));
        var one = new VendureWorth(1, price, line.Amount("proratedUnitPrice", unit), line.Amount("proratedUnitPriceWithTax", unit));
        return new VendureLine(
            id, line.Need("createdAt", time), product is { } known ? JsonValues.Product(known) : null, quantity, placed, price,
            quantity > 0 ? now : seenPlaced[id].FirstOrDefault(seen => seen.Quantity > 0) ?? one);
    }
}

/// <summary>What some units of a line are worth.</summary>
/// <param name="Gross">Before discounts, without tax.</param>
/// <param name="Net">The same with the line's discounts and its share of those of the order.</param>
/// <param name="NetWithTax">The same with tax.</param>
internal sealed record VendureWorth(decimal Quantity, decimal Gross, decimal Net, decimal NetWithTax);

/// <summary>A surcharge; negative where it is a reduction.</summary>
internal sealed record VendureFee(long Id, decimal Price, decimal PriceWithTax);

/// <summary>Shipping.</summary>
/// <param name="Discounted">What is still charged: 0 once it was cancelled.</param>
internal sealed record VendureShipping(decimal Price, decimal PriceWithTax, decimal Discounted, decimal DiscountedWithTax);

/// <summary>Units of a line that came or went.</summary>
internal readonly record struct VendureUnits(long Line, decimal Quantity)
{
    public static VendureUnits Read(JsonFields fields) =>
        new(fields.Need("orderLineId", JsonValues.Id).Key, fields.Need("quantity", JsonValues.Units));
}

/// <summary>A modification of a placed order.</summary>
/// <param name="Change">By how much it changed the total, tax included.</param>
/// <param name="Lines">Units that were added; negative ones were taken off.</param>
/// <param name="Fees">Surcharges that came with it.</param>
internal sealed record VendureEdit(DateTime At, decimal Change, List<VendureUnits> Lines, List<long> Fees);

/// <summary>Money that was paid back.</summary>
/// <param name="At">When its state changed last.</param>
internal sealed record VendureRefund(long Id, string State, DateTime At, decimal Total);

/// <summary>A cancellation of lines. The shop writes one too for units that a modification takes off.</summary>
internal sealed record VendureCancellation(DateTime At, List<VendureUnits> Lines, bool Shipping)
{
    public static VendureCancellation Read(JsonFields entry, ValueReader<DateTime> time)
    {
        var data = entry.Object("data");
        return new VendureCancellation(
            entry.Need("createdAt", time), data?.List("lines", VendureUnits.Read) ?? [],
            data?.Maybe("shippingCancelled", JsonValues.Flag) ?? false);
    }
}
