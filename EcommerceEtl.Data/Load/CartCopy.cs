using EcommerceEtl.Domain.Funnel;
using Npgsql;
using NpgsqlTypes;

namespace EcommerceEtl.Data.Load;

/// <summary>
/// Copies carts and their lines into the tables by binary COPY, in the order given. Values are not awaited one by one: each goes into a
/// buffer, and only one in hundreds waits for the network, which blocks the caller's thread.
/// </summary>
internal sealed class CartCopy(LoadContext load)
{
    private const string Carts =
        "COPY carts (store_id, cart_id, source_id, user_id, placed_at, day, viewed, carted, purchased, lines, gross_value, units, "
        + "revenue, content_hash, run_id) FROM STDIN (FORMAT binary)";

    private const string Lines =
        "COPY cart_lines (store_id, cart_id, line_no, product_id, quantity, unit_price, day, viewed_at, carted_at, purchased_at) FROM "
            + "STDIN (FORMAT binary)";

    public async Task WriteAsync(CartBatch batch, CancellationToken cancellationToken)
    {
        if (batch.Count == 0)
            return;
        await using (var copy = await load.Session.Connection.BeginBinaryImportAsync(Carts, cancellationToken))
        {
            WriteCarts(copy, batch, cancellationToken);
            await copy.CompleteAsync(cancellationToken);
        }
        await using (var copy = await load.Session.Connection.BeginBinaryImportAsync(Lines, cancellationToken))
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

    private void WriteLine(NpgsqlBinaryImporter copy, in CartRow cart, in CartLine line)
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
