using EcommerceEtl.Domain.Orders;

namespace EcommerceEtl.Data.Carts;

/// <summary>Copies the orders of carts and their rows into the tables by binary COPY.</summary>
internal sealed class OrderCopy(LoadContext load)
{
    public async Task WriteAsync(CartBatch batch, CancellationToken cancellationToken)
    {
        await using (var copy = await load.Session.CopyAsync("Carts/copy_orders", 12, cancellationToken))
        {
            foreach (ref readonly var cart in batch.Carts)
            {
                if (cart.Order is { } order)
                    Write(copy, cart, order.Stated);
            }
            await copy.CompleteAsync(cancellationToken);
        }
        await using (var copy = await load.Session.CopyAsync("Carts/copy_order_sales", 15, cancellationToken))
        {
            foreach (ref readonly var cart in batch.Carts)
            {
                cancellationToken.ThrowIfCancellationRequested();
                for (var i = 0; i < cart.Order?.Sales.Length; i++)
                    Write(copy, cart.Id.Key, i + 1, cart.Order.Sales[i], cart.Order.Stated.City);
            }
            await copy.CompleteAsync(cancellationToken);
        }
    }

    private void Write(BinaryCopy copy, in BatchedCart cart, Order order)
    {
        copy.StartRow();
        copy.SmallInt(load.StoreId);
        copy.BigInt(cart.Id.Key);
        copy.Text(order.Number);
        copy.Text(SnakeCase.Of(order.State));
        copy.Text(order.ShopStatus);
        copy.TimestampTz(order.PlacedAt);
        if (order.PlacedAt is null)
            copy.Integer(null);
        else
            copy.Date(cart.Day);
        copy.Text(order.City);
        copy.TimestampTz(order.CancelledAt);
        copy.TimestampTz(order.UpdatedAt);
        copy.Numeric(order.StatedTotal);
        copy.Numeric(order.Difference);
    }

    private void Write(BinaryCopy copy, long cart, int number, in ProjectedSale row, string? city)
    {
        copy.StartRow();
        copy.SmallInt(load.StoreId);
        copy.BigInt(cart);
        copy.Integer(number);
        copy.Date(row.Day);
        copy.TimestampTz(row.Sale.At);
        copy.Text(SnakeCase.Of(row.Sale.Action));
        copy.Text(SnakeCase.Of(row.Sale.Cause));
        copy.Text(SnakeCase.Of(row.Sale.Item));
        if (row.Sale.Line is { } line)
            copy.SmallInt(line);
        else
            copy.Integer(null);
        copy.BigInt(row.Sale.Product?.Key);
        copy.Numeric(row.Sale.Quantity);
        copy.Numeric(row.Sale.Gross);
        copy.Numeric(row.Sale.Discount);
        copy.Numeric(row.Sale.Tax);
        copy.Text(row.Sale.Cause == SaleCause.Order ? null : city);
    }
}
