namespace EcommerceEtl.Data.Carts;

/// <summary>Copies carts with their lines and orders into the tables by binary COPY, in the order given.</summary>
internal sealed class CartCopy(LoadContext load)
{
    private readonly OrderCopy _orders = new(load);

    public async Task WriteAsync(CartBatch batch, CancellationToken cancellationToken)
    {
        if (batch.Count == 0)
            return;
        await using (var copy = await load.Session.CopyAsync("Carts/copy_carts", 16, cancellationToken))
        {
            WriteCarts(copy, batch, cancellationToken);
            await copy.CompleteAsync(cancellationToken);
        }
        await using (var copy = await load.Session.CopyAsync("Carts/copy_cart_lines", 10, cancellationToken))
        {
            WriteLines(copy, batch, cancellationToken);
            await copy.CompleteAsync(cancellationToken);
        }
        if (batch.HasOrders)
            await _orders.WriteAsync(batch, cancellationToken);
    }

    private void WriteCarts(BinaryCopy copy, CartBatch batch, CancellationToken cancellationToken)
    {
        foreach (ref readonly var cart in batch.Carts)
        {
            cancellationToken.ThrowIfCancellationRequested();
            copy.StartRow();
            copy.SmallInt(load.StoreId);
            copy.BigInt(cart.Id.Key);
            copy.Text(cart.Id.Text);
            copy.BigInt(cart.Customer?.Key);
            copy.TimestampTz(cart.PlacedAt);
            copy.Date(cart.Day);
            copy.Boolean(cart.Totals.Viewed);
            copy.Boolean(cart.Totals.Carted);
            copy.Boolean(cart.Totals.Purchased);
            copy.Integer(cart.Lines);
            copy.Numeric(cart.Totals.GrossValue.Amount);
            copy.Numeric(cart.Totals.Units);
            copy.Numeric(cart.Totals.Revenue.Amount);
            copy.Uuid(cart.ContentHash);
            copy.BigInt(load.RunId);
            copy.Text(cart.Order?.Stated.City);
        }
    }

    private void WriteLines(BinaryCopy copy, CartBatch batch, CancellationToken cancellationToken)
    {
        foreach (ref readonly var cart in batch.Carts)
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (ref readonly var line in batch.LinesOf(cart))
                WriteLine(copy, cart, line);
        }
    }

    private void WriteLine(BinaryCopy copy, in BatchedCart cart, in ProjectedLine line)
    {
        copy.StartRow();
        copy.SmallInt(load.StoreId);
        copy.BigInt(cart.Id.Key);
        copy.SmallInt(line.LineNumber);
        copy.BigInt(line.Product?.Key);
        copy.Numeric(line.Quantity);
        copy.Numeric(line.UnitPrice?.Amount);
        copy.Date(cart.Day);
        copy.TimestampTz(line.ViewedAt);
        copy.TimestampTz(line.CartedAt);
        copy.TimestampTz(line.PurchasedAt);
    }
}
