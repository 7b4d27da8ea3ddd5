using System.Collections.Immutable;
using EcommerceEtl.Domain.Catalog;
using NpgsqlTypes;

namespace EcommerceEtl.Data.Load;

/// <summary>Reads the remembered products and prices of a store, and writes what a snapshot changes of them.</summary>
public static class CatalogueLoad
{
    /// <summary>Every product ever seen with its price history.</summary>
    public static async Task<PriceBook> ReadAsync(LoadSession session, short storeId, CancellationToken cancellationToken)
    {
        var prices = await ReadPricesAsync(session, storeId, cancellationToken);
        List<KnownProduct> products = [];
        await using var command = session.Command("Load/select_catalogue.sql", storeId);
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            var id = new ProductId(rows.GetInt64(0), rows.IsDBNull(1) ? null : rows.GetString(1));
            var product = new Product(
                id, rows.GetString(2), rows.GetString(3), new Money(rows.GetDecimal(4)),
                rows.IsDBNull(5) ? null : rows.GetDecimal(5), rows.IsDBNull(6) ? null : rows.GetInt32(6));
            products.Add(new KnownProduct(product, prices[id.Key].ToImmutable(), rows.IsDBNull(7) ? null : rows.GetDateTime(7)));
        }
        return new PriceBook(products);
    }

    /// <summary>Writes new, changed and removed products and new prices; nothing at all if there are none.</summary>
    public static async Task WriteAsync(LoadContext load, CatalogueUpdate update, CancellationToken cancellationToken)
    {
        ImmutableArray<KnownProduct> written = [.. update.Inserted, .. update.Updated, .. update.Removed];
        if (!written.IsEmpty)
        {
            await load.Session.ExecuteAsync("Load/create_incoming_products.sql", cancellationToken);
            await CopyProductsAsync(load, written, cancellationToken);
            await load.Session.ExecuteAsync("Load/upsert_products.sql", cancellationToken);
        }
        if (!update.NewPrices.IsEmpty)
            await CopyPricesAsync(load, update.NewPrices, cancellationToken);
    }

    private static async Task<Dictionary<long, ImmutableArray<PriceVersion>.Builder>> ReadPricesAsync(
        LoadSession session, short storeId, CancellationToken cancellationToken)
    {
        Dictionary<long, ImmutableArray<PriceVersion>.Builder> prices = [];
        await using var command = session.Command("Load/select_prices.sql", storeId);
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            if (!prices.TryGetValue(rows.GetInt64(0), out var versions))
                prices[rows.GetInt64(0)] = versions = ImmutableArray.CreateBuilder<PriceVersion>();
            versions.Add(new PriceVersion(rows.GetDateTime(1), new Money(rows.GetDecimal(2))));
        }
        return prices;
    }

    private static async Task CopyProductsAsync(LoadContext load, ImmutableArray<KnownProduct> products, CancellationToken cancellationToken)
    {
        await using var copy = await load.Session.Connection.BeginBinaryImportAsync(
            "COPY incoming_products (store_id, product_id, source_id, title, category, price, rating, rating_count, loaded_at, removed_at) FROM STDIN (FORMAT binary)",
            cancellationToken);
        foreach (var (product, _, removedAt) in products)
        {
            await copy.StartRowAsync(cancellationToken);
            await copy.WriteAsync(load.StoreId, NpgsqlDbType.Smallint, cancellationToken);
            await copy.WriteAsync(product.Id.Key, NpgsqlDbType.Bigint, cancellationToken);
            await copy.WriteTextAsync(product.Id.Text, cancellationToken);
            await copy.WriteAsync(product.Title, NpgsqlDbType.Text, cancellationToken);
            await copy.WriteAsync(product.Category, NpgsqlDbType.Text, cancellationToken);
            await copy.WriteAsync(product.Price.Amount, NpgsqlDbType.Numeric, cancellationToken);
            await copy.WriteOptionalAsync(product.Rating, NpgsqlDbType.Numeric, cancellationToken);
            await copy.WriteOptionalAsync(product.RatingCount, NpgsqlDbType.Integer, cancellationToken);
            await copy.WriteAsync(load.SnapshotTime, NpgsqlDbType.TimestampTz, cancellationToken);
            await copy.WriteOptionalAsync(removedAt, NpgsqlDbType.TimestampTz, cancellationToken);
        }
        await copy.CompleteAsync(cancellationToken);
    }

    private static async Task CopyPricesAsync(
        LoadContext load, ImmutableArray<(ProductId Product, PriceVersion Version)> prices, CancellationToken cancellationToken)
    {
        await using var copy = await load.Session.Connection.BeginBinaryImportAsync(
            "COPY product_prices (store_id, product_id, valid_from, price) FROM STDIN (FORMAT binary)", cancellationToken);
        foreach (var (product, version) in prices)
        {
            await copy.StartRowAsync(cancellationToken);
            await copy.WriteAsync(load.StoreId, NpgsqlDbType.Smallint, cancellationToken);
            await copy.WriteAsync(product.Key, NpgsqlDbType.Bigint, cancellationToken);
            await copy.WriteAsync(DateTime.SpecifyKind(version.ValidFrom, DateTimeKind.Utc), NpgsqlDbType.TimestampTz, cancellationToken);
            await copy.WriteAsync(version.Price.Amount, NpgsqlDbType.Numeric, cancellationToken);
        }
        await copy.CompleteAsync(cancellationToken);
    }
}
