namespace EcommerceEtl.Data.Carts;

/// <summary>Copies carts and their lines into the tables by binary COPY, in the order given. Values are not awaited one by one: each goes
/// into a buffer, and only one in hundreds waits for the network, which blocks the caller's thread.</summary>
internal sealed class CartCopy(LoadContext load)
{
    public async Task WriteAsync(CartBatch batch, CancellationToken cancellationToken)
    {
        if (batch.Count == 0)
            return;
        await using (var copy = await load.Session.CopyAsync("Carts/copy_carts", cancellationToken))
        {
            WriteCarts(copy, batch, cancellationToken);
            await copy.CompleteAsync(cancellationToken);
        }
        await using (var copy = await load.Session.CopyAsync("Carts/copy_cart_lines", cancellationToken))
        {
            WriteLines(copy, batch, cancellationToken);
            await copy.CompleteAsync(cancellationToken);
        }
    }

    private void WriteCarts(NpgsqlBinaryImporter copy, CartBatch batch, CancellationToken cancellationToken)
    {
        foreach (ref readonly var cart in batch.Carts)
        {
            cancellationToken.ThrowIfCancellationRequested();
            copy.StartRow();
            copy.Write(load.StoreId, NpgsqlDbType.Smallint);
            copy.Write(cart.Id.Key, NpgsqlDbType.Bigint);
            copy.WriteText(cart.Id.Text);
            copy.WriteOptional(cart.Customer?.Key, NpgsqlDbType.Bigint);
            copy.Write(cart.PlacedAt, NpgsqlDbType.TimestampTz);
            copy.Write(cart.Day, NpgsqlDbType.Date);
            copy.Write(cart.Totals.Viewed, NpgsqlDbType.Boolean);
            copy.Write(cart.Totals.Carted, NpgsqlDbType.Boolean);
            copy.Write(cart.Totals.Purchased, NpgsqlDbType.Boolean);
            copy.Write(cart.Lines, NpgsqlDbType.Integer);
            copy.Write(cart.Totals.GrossValue.Amount, NpgsqlDbType.Numeric);
            copy.Write(cart.Totals.Units, NpgsqlDbType.Numeric);
            copy.Write(cart.Totals.Revenue.Amount, NpgsqlDbType.Numeric);
            copy.Write(cart.ContentHash, NpgsqlDbType.Uuid);
            copy.Write(load.RunId, NpgsqlDbType.Bigint);
        }
    }

    private void WriteLines(NpgsqlBinaryImporter copy, CartBatch batch, CancellationToken cancellationToken)
    {
        foreach (ref readonly var cart in batch.Carts)
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (ref readonly var line in batch.LinesOf(cart))
                WriteLine(copy, cart, line);
        }
    }

    private void WriteLine(NpgsqlBinaryImporter copy, in BatchedCart cart, in ProjectedLine line)
    {
        copy.StartRow();
        copy.Write(load.StoreId, NpgsqlDbType.Smallint);
        copy.Write(cart.Id.Key, NpgsqlDbType.Bigint);
        copy.Write(line.LineNumber, NpgsqlDbType.Smallint);
        copy.WriteOptional(line.Product?.Key, NpgsqlDbType.Bigint);
        copy.Write(line.Quantity, NpgsqlDbType.Numeric);
        copy.WriteOptional(line.UnitPrice?.Amount, NpgsqlDbType.Numeric);
        copy.Write(cart.Day, NpgsqlDbType.Date);
        copy.WriteOptional(line.ViewedAt, NpgsqlDbType.TimestampTz);
        copy.WriteOptional(line.CartedAt, NpgsqlDbType.TimestampTz);
        copy.WriteOptional(line.PurchasedAt, NpgsqlDbType.TimestampTz);
    }
}
