namespace EcommerceEtl.Data.Catalogue;

/// <summary>Reads the remembered products and prices of a store, and writes what a snapshot changes of them.</summary>
public static class CatalogueLoad
{
    /// <summary>Every product ever seen with its price history.</summary>
    public static async Task<PriceBook> ReadAsync(StoreSession session, short storeId, CancellationToken cancellationToken)
    {
        var prices = (await session.Command("Catalogue/select_prices", storeId).RowsAsync(
                row => (Product: row.GetInt64(0), Version: new PriceVersion(row.GetDateTime(1), new Money(row.GetDecimal(2)))),
                cancellationToken))
            .ToLookup(price => price.Product, price => price.Version);
        return new PriceBook(await session.Command("Catalogue/select_catalogue", storeId).RowsAsync(
            row => new KnownProduct(
                new Product(
                    new ProductId(row.GetInt64(0), row.Text(1)), row.GetString(2), row.GetString(3), new Money(row.GetDecimal(4)),
                    row.IsDBNull(5) ? null : row.GetDecimal(5), row.IsDBNull(6) ? null : row.GetInt32(6)),
                [.. prices[row.GetInt64(0)]], row.Time(7)),
            cancellationToken));
    }

    /// <summary>Writes new, changed and removed products and new prices; nothing at all if there are none.</summary>
    public static async Task WriteAsync(LoadContext load, CatalogueUpdate update, CancellationToken cancellationToken)
    {
        ImmutableArray<KnownProduct> written = [.. update.Inserted, .. update.Updated, .. update.Removed];
        if (!written.IsEmpty)
        {
            await load.Session.ExecuteAsync("Catalogue/create_incoming_products", cancellationToken);
            await CopyProductsAsync(load, written, cancellationToken);
            await load.Session.ExecuteAsync("Catalogue/upsert_products", cancellationToken);
        }
        if (!update.NewPrices.IsEmpty)
            await CopyPricesAsync(load, update.NewPrices, cancellationToken);
    }

    private static async Task CopyProductsAsync(
        LoadContext load, ImmutableArray<KnownProduct> products, CancellationToken cancellationToken)
    {
        await using var copy = await load.Session.CopyAsync("Catalogue/copy_incoming_products", 10, cancellationToken);
        foreach (var (product, _, removedAt) in products)
        {
            copy.StartRow();
            copy.SmallInt(load.StoreId);
            copy.BigInt(product.Id.Key);
            copy.Text(product.Id.Text);
            copy.Text(product.Title);
            copy.Text(product.Category);
            copy.Numeric(product.Price.Amount);
            copy.Numeric(product.Rating);
            copy.Integer(product.RatingCount);
            copy.TimestampTz(load.SnapshotTime);
            copy.TimestampTz(removedAt);
        }
        await copy.CompleteAsync(cancellationToken);
    }

    private static async Task CopyPricesAsync(
        LoadContext load, ImmutableArray<(ProductId Product, PriceVersion Version)> prices, CancellationToken cancellationToken)
    {
        await using var copy = await load.Session.CopyAsync("Catalogue/copy_product_prices", 4, cancellationToken);
        foreach (var (product, version) in prices)
        {
            copy.StartRow();
            copy.SmallInt(load.StoreId);
            copy.BigInt(product.Key);
            copy.TimestampTz(DateTime.SpecifyKind(version.ValidFrom, DateTimeKind.Utc));
            copy.Numeric(version.Price.Amount);
        }
        await copy.CompleteAsync(cancellationToken);
    }
}
