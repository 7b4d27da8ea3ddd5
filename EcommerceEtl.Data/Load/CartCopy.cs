using EcommerceEtl.Domain.Funnel;
using Npgsql;
using NpgsqlTypes;

namespace EcommerceEtl.Data.Load;

/// <summary>Copies carts and their lines into the tables by binary COPY, in the order given.</summary>
internal sealed class CartCopy(LoadContext load)
{
    private const string Carts =
        "COPY carts (store_id, cart_id, source_id, user_id, placed_at, day, viewed, carted, purchased, lines, gross_value, units, revenue, content_hash, run_id) "
        + "FROM STDIN (FORMAT binary)";

    private const string Lines =
        "COPY cart_lines (store_id, cart_id, line_no, product_id, quantity, unit_price, day, viewed_at, carted_at, purchased_at) FROM STDIN (FORMAT binary)";

    public async Task WriteAsync(List<ProjectedCart> carts, CancellationToken cancellationToken)
    {
        if (carts.Count == 0)
            return;
        await using (var copy = await load.Session.Connection.BeginBinaryImportAsync(Carts, cancellationToken))
        {
            foreach (var cart in carts)
                await WriteCartAsync(copy, cart, cancellationToken);
            await copy.CompleteAsync(cancellationToken);
        }
        await using (var copy = await load.Session.Connection.BeginBinaryImportAsync(Lines, cancellationToken))
        {
            foreach (var cart in carts)
                foreach (var line in cart.Lines)
                    await WriteLineAsync(copy, cart, line, cancellationToken);
            await copy.CompleteAsync(cancellationToken);
        }
    }

    private async Task WriteCartAsync(NpgsqlBinaryImporter copy, ProjectedCart cart, CancellationToken cancellationToken)
    {
        await copy.StartRowAsync(cancellationToken);
        await copy.WriteAsync(load.StoreId, NpgsqlDbType.Smallint, cancellationToken);
        await copy.WriteAsync(cart.Id.Key, NpgsqlDbType.Bigint, cancellationToken);
        await copy.WriteTextAsync(cart.Id.Text, cancellationToken);
        await copy.WriteOptionalAsync(cart.Customer?.Key, NpgsqlDbType.Bigint, cancellationToken);
        await copy.WriteAsync(cart.PlacedAt, NpgsqlDbType.TimestampTz, cancellationToken);
        await copy.WriteAsync(cart.Day, NpgsqlDbType.Date, cancellationToken);
        await copy.WriteAsync(cart.Totals.Viewed, NpgsqlDbType.Boolean, cancellationToken);
        await copy.WriteAsync(cart.Totals.Carted, NpgsqlDbType.Boolean, cancellationToken);
        await copy.WriteAsync(cart.Totals.Purchased, NpgsqlDbType.Boolean, cancellationToken);
        await copy.WriteAsync(cart.Lines.Length, NpgsqlDbType.Integer, cancellationToken);
        await copy.WriteAsync(cart.Totals.GrossValue.Amount, NpgsqlDbType.Numeric, cancellationToken);
        await copy.WriteAsync(cart.Totals.Units, NpgsqlDbType.Numeric, cancellationToken);
        await copy.WriteAsync(cart.Totals.Revenue.Amount, NpgsqlDbType.Numeric, cancellationToken);
        await copy.WriteAsync(cart.ContentHash, NpgsqlDbType.Uuid, cancellationToken);
        await copy.WriteAsync(load.RunId, NpgsqlDbType.Bigint, cancellationToken);
    }

    private async Task WriteLineAsync(NpgsqlBinaryImporter copy, ProjectedCart cart, CartLine line, CancellationToken cancellationToken)
    {
        await copy.StartRowAsync(cancellationToken);
        await copy.WriteAsync(load.StoreId, NpgsqlDbType.Smallint, cancellationToken);
        await copy.WriteAsync(cart.Id.Key, NpgsqlDbType.Bigint, cancellationToken);
        await copy.WriteAsync(line.LineNumber, NpgsqlDbType.Smallint, cancellationToken);
        await copy.WriteOptionalAsync(line.Product?.Key, NpgsqlDbType.Bigint, cancellationToken);
        await copy.WriteAsync(line.Quantity, NpgsqlDbType.Numeric, cancellationToken);
        await copy.WriteOptionalAsync(line.UnitPrice?.Amount, NpgsqlDbType.Numeric, cancellationToken);
        await copy.WriteAsync(cart.Day, NpgsqlDbType.Date, cancellationToken);
        await copy.WriteOptionalAsync(line.ViewedAt, NpgsqlDbType.TimestampTz, cancellationToken);
        await copy.WriteOptionalAsync(line.CartedAt, NpgsqlDbType.TimestampTz, cancellationToken);
        await copy.WriteOptionalAsync(line.PurchasedAt, NpgsqlDbType.TimestampTz, cancellationToken);
    }
}
