using EcommerceEtl.Domain.Orders;

namespace EcommerceEtl.Worker.Sources.WooCommerce;

/// <summary>Orders of WooCommerce, each with its refunds as <see cref="Compose"/> puts them in. Every order is an attempt: one that is no
/// sale, as a payment that failed, is a checkout that is still open.</summary>
/// <param name="currency">The store's currency: orders in another one are skipped.</param>
/// <param name="moreSales">Statuses of plugins that are sales too.</param>
internal sealed partial class WooCommerceOrders(string currency, SaleDate saleDate, IReadOnlyCollection<string> moreSales)
{
    /// <summary>Longest code of a currency: those of plugins for crypto money have more letters than three.</summary>
    private const int MaxCurrencyLength = 10;

    private static readonly PropertyNames Head = new("id", "status", "currency") { Needed = 0b111 };

    /// <summary>States of what is no order yet, or none any more.</summary>
    private static readonly string[] NoOrder = ["trash", "auto-draft", "checkout-draft"];

    /// <summary>Statuses of WooCommerce's own whose orders are no sale, paid or not.</summary>
    public static readonly ImmutableArray<string> Open = ["pending", "failed", Cancelled];

    /// <summary>Those whose orders are sales. What another status, which is a plugin's, means cannot be known.</summary>
    public static readonly ImmutableArray<string> Sales = ["processing", "on-hold", "completed", "refunded"];

    private const string Cancelled = "cancelled";

    /// <summary>Maps one element. Never throws, whatever the bytes. An order in another currency is skipped with its code, and what is no
    /// order without a word.</summary>
    public Mapped<Cart> Map(ReadOnlySpan<byte> element, MappingContext context)
    {
        var head = ElementReader.Map(element, context, IdForm.Number, ReadHead, order => new ElementId(order.Key, null));
        if (head.Rejection is { } rejection)
            return Mapped<Cart>.Rejected(head.Key, head.SourceText, rejection.Reason, rejection.Path);
        var (key, status, stated) = head.Record!;
        if (NoOrder.Contains(status, StringComparer.Ordinal))
            return Mapped<Cart>.Skipped(key, head.SourceText!, null);
        if (!stated.Equals(currency, StringComparison.OrdinalIgnoreCase))
            return Mapped<Cart>.Skipped(key, head.SourceText!, stated);
        return ElementReader.Map(
            element, context, IdForm.Number,
            (ref Utf8JsonReader json, MappingContext within, ref ElementFaults faults) =>
                WooCommerceOrder.Read(ref json, within, ref faults) is { } order ? CartOf(order, status, ref faults) : null,
            cart => new ElementId(cart.Id.Key, null));
    }

    private static OrderHead? ReadHead(ref Utf8JsonReader json, MappingContext context, ref ElementFaults faults)
    {
        long key = 0;
        string status = "", code = "";
        var walk = new PropertyWalk();
        while (Head.Next(ref json, ref walk))
        {
            var (reason, path) = walk.Index switch
            {
                0 => (JsonIds.Read(ref json, IdForm.Number, out key, out _), "$.id"),
                1 => (JsonTexts.ReadLabel(ref json, out status), "$.status"),
                _ => (ReadCurrency(ref json, out code), "$.currency"),
            };
            if (reason is not { } wrong)
                continue;
            faults.Set(wrong, path);
            return null;
        }
        return Head.Complete(walk, ref faults) ? new OrderHead(key, status, code) : null;
    }

    private static RejectionReason? ReadCurrency(ref Utf8JsonReader json, out string code)
    {
        if (JsonTexts.ReadLabel(ref json, out code) is { } reason)
            return reason;
        if (code.Length > MaxCurrencyLength)
            return RejectionReason.TooLong;
        return code.All(char.IsAsciiLetterOrDigit) ? null : RejectionReason.BadText;
    }

    private Cart? CartOf(WooCommerceOrder order, string status, ref ElementFaults faults)
    {
        var items = ImmutableArray.CreateBuilder<CartItem>(order.Lines.Count);
        var numbers = new short?[order.Lines.Count];
        foreach (var (i, line) in order.Lines.Index())
        {
            if (line.Quantity < 0)
            {
                faults.Set(RejectionReason.OutOfRange, $"$.line_items[{i}].quantity");
                return null;
            }
            // A line of no units is in no cart, though it may have been paid for.
            if (line.Quantity == 0)
                continue;
            var price = Math.Round(line.Subtotal / line.Quantity, ValueLimits.PriceDecimals, MidpointRounding.AwayFromZero);
            if (price is < 0 or > ValueLimits.MaxPrice)
            {
                faults.Set(RejectionReason.OutOfRange, $"$.line_items[{i}].subtotal");
                return null;
            }
            items.Add(new CartItem(line.Product, line.Quantity, new Money(price)));
            numbers[i] = (short)items.Count;
        }
        var isSale = Sales.Contains(status) || moreSales.Contains(status, StringComparer.Ordinal);
        var placed = !isSale ? null : saleDate == SaleDate.Created ? order.Created : order.Paid;
        // What was paid was not left behind at the checkout, whatever became of it.
        var state = placed is not null ? OrderState.Placed
            : order.Paid is not null && (status == Cancelled || !Open.Contains(status)) ? OrderState.Void : OrderState.Pending;
        var sales = placed is { } at ? SalesOf(order, at, numbers) : [];
        decimal? left = placed is null ? null : order.Total - order.Refunds.Sum(refund => refund.Amount);
        return new Cart(
            new CartId(order.Key), order.Customer, order.Created, items.ToImmutable(),
            new Order(order.Number, state, status, placed, order.City, null, order.Modified, left, sales));
    }

    /// <param name="numbers">The line of the cart for each line of the order; null for one of no units.</param>
    private static ImmutableArray<Sale> SalesOf(WooCommerceOrder order, DateTime at, short?[] numbers)
    {
        var sales = new OrderSales();
        var lines = new Dictionary<long, int>();
        foreach (var (i, line) in order.Lines.Index())
        {
            lines.TryAdd(line.Id, i);
            Sell(sales, at, SaleItem.Product, line, numbers[i]);
        }
        foreach (var fee in order.Fees)
            Sell(sales, at, SaleItem.Fee, fee, null);
        foreach (var shipping in order.Shipping)
            Sell(sales, at, SaleItem.Shipping, shipping, null);
        sales.Refund(order.Refunds.Select(refund => new Refund(refund.At, refund.Id, refund.Amount,
        [
            .. refund.Items.Select(part => lines.TryGetValue(part.Id, out var i)
                ? Part(SaleItem.Product, part, numbers[i], order.Lines[i].Product) : Part(SaleItem.Product, part, null, null)),
            .. refund.Fees.Select(part => Part(SaleItem.Fee, part, null, null)),
            .. refund.Shipping.Select(part => Part(SaleItem.Shipping, part, null, null)),
        ])));
        return sales.ToRows();
    }

    private static void Sell(OrderSales sales, DateTime at, SaleItem item, WooCommerceLine line, short? number)
    {
        var gross = item == SaleItem.Product ? line.Subtotal : line.Total;
        if ((line.Quantity, gross, line.Total, line.Tax) is not (0, 0, 0, 0))
            sales.Sell(at, SaleCause.Order, item, gross, gross - line.Total, line.Tax, number, line.Product, line.Quantity);
    }

    /// <summary>What came back of a line. The shop writes its quantity and amounts below 0, and what was paid for it, so that there is no
    /// discount in it.</summary>
    private static ReturnedPart Part(SaleItem item, WooCommerceLine part, short? line, ProductId? product) =>
        new(item, line, product, -part.Quantity, -part.Total, 0, -part.Tax);

    private sealed record OrderHead(long Key, string Status, string Currency);
}
