using EcommerceEtl.Domain.Orders;

namespace EcommerceEtl.Worker.Sources.Vendure;

/// <summary>Orders of Vendure, each a cart until it is placed.</summary>
/// <param name="currency">The store's currency: orders in another one are skipped.</param>
internal sealed class VendureOrders(string currency)
{
    /// <summary>A seller's part of an order that several sellers share: the order itself has all of it.</summary>
    private const string PartOfASeller = "Seller";

    private const string Cancelled = "Cancelled";

    /// <summary>Maps one element. Never throws, whatever the bytes. An order in another currency is skipped with its code.</summary>
    public Mapped<Cart> Map(ReadOnlySpan<byte> element, MappingContext context)
    {
        VendureOrder? stated = null;
        var mapped = ElementReader.Map(
            element, context, IdForm.NumberOrText,
            (ref Utf8JsonReader json, MappingContext within, ref ElementFaults faults) => JsonFields.Read(ref json, ref faults, fields =>
            {
                stated = VendureOrder.Read(fields, within);
                return fields.IsGood ? CartOf(stated) : null;
            }),
            cart => new ElementId(cart.Id.Key, cart.Id.Text));
        if (mapped.Record is null || stated is null)
            return mapped;
        return stated.Type == PartOfASeller ? Mapped<Cart>.Skipped(mapped.Key!.Value, mapped.SourceText!, null)
            : stated.Currency != currency ? Mapped<Cart>.Skipped(mapped.Key!.Value, mapped.SourceText!, stated.Currency)
            : mapped;
    }

    private static Cart CartOf(VendureOrder order)
    {
        var items = ImmutableArray.CreateBuilder<CartItem>(order.Lines.Count);
        var sales = order.Placed is { } placed ? new VendureSales(order, placed) : null;
        foreach (var line in order.Lines)
        {
            // A line of no units is in no cart, though it may once have been.
            var number = (short)(items.Count + 1);
            var quantity = sales?.Add(line, number) ?? line.Quantity;
            if (quantity > 0)
                items.Add(new CartItem(line.Product, quantity, new Money(Rounded(line.UnitPrice)), line.Added));
        }
        var rows = sales?.ToRows() ?? [];
        var cancelled = order.State == Cancelled;
        DateTime? at = cancelled && sales is not null
            ? order.Cancellations.Select(cancellation => cancellation.At).DefaultIfEmpty(order.Updated).Max() : null;
        CustomerId? buyer = order.Customer is { } customer ? JsonValues.Customer(customer) : null;
        return new Cart(
            new CartId(order.Id.Key, order.Id.Text), buyer, order.Created, items.ToImmutable(),
            new Order(
                order.Code, sales is null ? OrderState.Pending : cancelled ? OrderState.Cancelled : OrderState.Placed, order.State,
                order.Placed, order.City, at, order.Updated, sales is null ? null : order.Total - sales.PaidBack, rows));
    }

    private static decimal Rounded(decimal price) => Math.Round(price, ValueLimits.PriceDecimals, MidpointRounding.AwayFromZero);
}
