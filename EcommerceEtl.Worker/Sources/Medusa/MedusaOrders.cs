using EcommerceEtl.Domain.Orders;

namespace EcommerceEtl.Worker.Sources.Medusa;

/// <summary>Orders of Medusa, each with the cart that it came from.</summary>
/// <param name="currency">The store's currency: orders in another one are skipped.</param>
internal sealed class MedusaOrders(string currency)
{
    /// <summary>Maps one element. Never throws, whatever the bytes. An order in another currency is skipped with its code.</summary>
    public Mapped<Cart> Map(ReadOnlySpan<byte> element, MappingContext context)
    {
        var code = "";
        var mapped = ElementReader.Map(
            element, context, IdForm.NumberOrText,
            (ref Utf8JsonReader json, MappingContext within, ref ElementFaults faults) => JsonFields.Read(ref json, ref faults, fields =>
            {
                var order = MedusaOrder.Read(fields, within);
                code = order.Currency;
                return fields.IsGood ? CartOf(order) : null;
            }),
            cart => new ElementId(cart.Id.Key, cart.Id.Text));
        return mapped.Record is null || code.Equals(currency, StringComparison.OrdinalIgnoreCase)
            ? mapped : Mapped<Cart>.Skipped(mapped.Key!.Value, mapped.SourceText!, code.ToUpperInvariant());
    }

    private static Cart CartOf(MedusaOrder order)
    {
        var items = ImmutableArray.CreateBuilder<CartItem>(order.Lines.Count);
        var added = order.Added.ToLookup(item => item.Variant, item => item.At)
            .ToDictionary(times => times.Key, times => new Queue<DateTime>(times.Order()));
        var sales = new MedusaSales(order);
        foreach (var line in order.Lines)
        {
            // A line of no units is in no cart, though it may once have been.
            var quantity = sales.Add(line, (short)(items.Count + 1));
            var at = line.Variant is { } variant && added.TryGetValue(variant.Key, out var times) && times.TryDequeue(out var time)
                ? time : order.Created;
            if (quantity > 0)
                items.Add(new CartItem(
                    line.Product is { } known ? JsonValues.Product(known) : null, quantity, new Money(Rounded(line.Price)), at));
        }
        var rows = sales.ToRows();
        return new Cart(
            new CartId(order.Id.Key, order.Id.Text), order.Customer is { } customer ? JsonValues.Customer(customer) : null,
            order.Cart ?? order.Created, items.ToImmutable(),
            new Order(
                order.Number, order.Cancelled is null ? OrderState.Placed : OrderState.Cancelled, order.Status, order.Created, order.City,
                order.Cancelled, order.Updated, order.Cancelled is null ? order.Total - sales.PaidBack : 0, rows));
    }

    private static decimal Rounded(decimal price) => Math.Round(price, ValueLimits.PriceDecimals, MidpointRounding.AwayFromZero);
}
