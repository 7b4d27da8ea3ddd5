namespace EcommerceEtl.Worker.Sources.Medusa;

/// <summary>What a landed order of Medusa states. Times are UTC, amounts in the currency's own units.</summary>
/// <param name="Cancelled">When it was cancelled; null if it was not.</param>
/// <param name="Total">What is left of it now, tax included.</param>
/// <param name="Cart">When the cart was begun that it came from; null where it came from none, as one that the shop's people
/// wrote.</param>
/// <param name="Added">When variants were put into that cart.</param>
/// <param name="Lines">Its lines, and those that an edit took out, as far as they are remembered.</param>
/// <param name="Credits">Amounts that the shop wrote off, as for money that was paid back.</param>
/// <param name="Steps">What became of lines and shipping since.</param>
internal sealed record MedusaOrder(
    ElementId Id, string? Number, string Status, string Currency, DateTime Created, DateTime Updated, DateTime? Cancelled, decimal Total,
    ElementId? Customer, string? City, DateTime? Cart, List<(long Variant, DateTime At)> Added, List<MedusaLine> Lines,
    List<MedusaShipping> Shipping, List<MedusaPayment> Credits, List<MedusaPayment> Refunds, List<MedusaStep> Steps)
{
    /// <summary>A change that was confirmed; others were asked for, declined or taken back.</summary>
    private const string Confirmed = "confirmed";

    /// <summary>Numbers of orders are numbers; shops may have texts of their own.</summary>
    private static readonly ValueReader<string> NumberOrText = (ref Utf8JsonReader json, out string text) =>
    {
        if (json.TokenType != JsonTokenType.Number)
            return JsonTexts.ReadLabel(ref json, out text);
        var reason = JsonIds.Read(ref json, IdForm.Number, out var number, out _);
        text = number.ToString(CultureInfo.InvariantCulture);
        return reason;
    };

    /// <summary>Reads an order. What it holds comes in whatever order the shop's database had it in, which may be another one with the next
    /// answer: it is sorted, so that the same order always gives the same rows.</summary>
    public static MedusaOrder Read(JsonFields fields, MappingContext context)
    {
        var time = JsonValues.Time(context);
        var cart = fields.Object("cart");
        return new MedusaOrder(
            fields.Need("id", JsonValues.Id), fields.Detail("display_id", NumberOrText), fields.Need("status", JsonValues.Label),
            fields.Need("currency_code", JsonValues.Label), fields.Need("created_at", time), fields.Need("updated_at", time),
            fields.Maybe("canceled_at", time), fields.Object("summary")?.Amount("current_order_total") ?? 0,
            fields.Maybe("customer_id", JsonValues.Id),
            fields.Object("shipping_address", isDetail: true)?.Detail("city", JsonValues.City) is { Length: > 0 } city ? city : null,
            cart?.Maybe("created_at", time),
            cart?.List("items", item => (item.Maybe("variant_id", JsonValues.Id)?.Key ?? 0, item.Need("created_at", time))) ?? [],
            // Ids of lines and shipping grow with time.
            [
                .. fields.NeedList("items", line => MedusaLine.Read(line, isGone: false))
                    .Concat(fields.List(MedusaMemory.Field, line => MedusaLine.Read(line, isGone: true)))
                    .OrderBy(line => line.Id.SourceText, StringComparer.Ordinal),
            ],
            [
                .. fields.NeedList("shipping_methods", MedusaShipping.Read)
                    .OrderBy(shipping => shipping.Id.SourceText, StringComparer.Ordinal),
            ],
            [.. fields.List("credit_lines", line => MedusaPayment.Read(line, time)).OrderBy(paid => (paid.At, paid.Amount))],
            [.. fields.List("payment_collections", collection => collection.List("payments", payment =>
                payment.List("refunds", refund => MedusaPayment.Read(refund, time)))).SelectMany(one => one).SelectMany(one => one)
                .OrderBy(paid => (paid.At, paid.Amount))],
            [.. fields.List("changes", change => MedusaStep.Read(change, time, Confirmed)).SelectMany(steps => steps)
                .OrderBy(step => (step.At, step.About, step.Quantity))]);
    }
}

/// <summary>A line of an order.</summary>
/// <param name="Quantity">Units that are ordered now, those that came back since among them.</param>
/// <param name="Returned">Of these, units that came back.</param>
/// <param name="Price">Of a unit, before discounts, without tax.</param>
/// <param name="Discount">Of all units, without tax.</param>
/// <param name="TaxRate">Such as 0.19.</param>
/// <param name="IsGone">True for one that an edit took out of the order: its quantity is what was seen of it last.</param>
internal sealed record MedusaLine(
    ElementId Id, ElementId? Product, ElementId? Variant, decimal Quantity, decimal Returned, decimal Price, decimal Discount,
    decimal TaxRate, bool IsGiftCard, bool IsGone)
{
    public static MedusaLine Read(JsonFields line, bool isGone)
    {
        var quantity = line.Need("quantity", JsonValues.Units);
        if (quantity < 0)
            line.Refuse("quantity", RejectionReason.OutOfRange);
        var worth = MedusaWorth.Read(line, "unit_price");
        if (worth.Price is < 0 or > ValueLimits.MaxPrice)
            line.Refuse("unit_price", RejectionReason.OutOfRange);
        var detail = line.Object("detail");
        var returned = (detail?.Maybe("return_received_quantity", JsonValues.Units) ?? 0)
            + (detail?.Maybe("return_dismissed_quantity", JsonValues.Units) ?? 0);
        return new MedusaLine(
            line.Need("id", JsonValues.Id), line.Maybe("product_id", JsonValues.Id), line.Maybe("variant_id", JsonValues.Id), quantity,
            returned, worth.Price, worth.Discount, worth.TaxRate, line.Maybe("is_giftcard", JsonValues.Flag) ?? false, isGone);
    }
}

/// <summary>Shipping, of the order itself or added later.</summary>
internal sealed record MedusaShipping(ElementId Id, MedusaWorth Worth)
{
    public static MedusaShipping Read(JsonFields fields) =>
        new(fields.Need("id", JsonValues.Id), MedusaWorth.Read(fields, "amount"));
}

/// <summary>What something is worth, without tax.</summary>
/// <param name="TaxRate">Such as 0.19.</param>
internal readonly record struct MedusaWorth(decimal Price, decimal Discount, decimal TaxRate)
{
    /// <summary>Reads it where prices and discounts are with or without tax, as the shop says of each.</summary>
    public static MedusaWorth Read(JsonFields fields, string price)
    {
        var rate = fields.List("tax_lines", line => line.Amount("rate")).Sum() / 100;
        if (rate < 0)
            fields.Refuse("tax_lines", RejectionReason.OutOfRange);
        var with = 1 + Math.Max(rate, 0);
        return new MedusaWorth(
            Net(fields, fields.Amount(price)), fields.List("adjustments", one => Net(one, one.Amount("amount"))).Sum(), rate);

        decimal Net(JsonFields owner, decimal amount) =>
            owner.Maybe("is_tax_inclusive", JsonValues.Flag) == true ? amount / with : amount;
    }
}

/// <summary>Money that was paid back or written off, tax included.</summary>
internal readonly record struct MedusaPayment(DateTime At, decimal Amount)
{
    public static MedusaPayment Read(JsonFields fields, ValueReader<DateTime> time) =>
        new(fields.Need("created_at", time), fields.Amount("amount"));
}

/// <summary>Something that a confirmed change did to a line or to shipping.</summary>
/// <param name="Action">The shop's word for it.</param>
/// <param name="About">Key of the line or shipping; that of something else, or 0, where it is about neither.</param>
/// <param name="Quantity">Units that it is about, of a changed line those that came; negative where they went.</param>
internal readonly record struct MedusaStep(DateTime At, string Action, long About, decimal Quantity)
{
    /// <summary>Reads what a change did; nothing unless it was confirmed.</summary>
    public static List<MedusaStep> Read(JsonFields change, ValueReader<DateTime> time, string confirmed) =>
        change.Detail("status", JsonValues.Label) != confirmed || change.Maybe("confirmed_at", time) is not { } at
            ? []
            : change.List("actions", action =>
            {
                var details = action.Object("details", isDetail: true);
                var name = action.Detail("action", JsonValues.Label) ?? "";
                // Of some actions the reference is any text.
                var about = details?.Detail("reference_id", JsonValues.Id) is { Key: > 0 } line
                    ? line : action.Detail("reference_id", JsonValues.Id);
                return new MedusaStep(
                    at, name, about.Key,
                    details?.Maybe(name == MedusaSales.Updated ? "quantity_diff" : "quantity", JsonValues.Units) ?? 0);
            });
}
