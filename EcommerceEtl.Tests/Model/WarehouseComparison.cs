using EcommerceEtl.Data.Invariants;

namespace EcommerceEtl.Tests.Model;

/// <summary>The database is not what the model says.</summary>
internal sealed class ModelMismatchException(string message) : Exception(message);

/// <summary>Compares every business table of a database with the model, row by row, and runs the invariants.</summary>
internal static class WarehouseComparison
{
    public static async Task CompareAsync(TestDatabase database, ReferenceWarehouse model, ReferenceLedger ledger)
    {
        await using var connection = await database.OpenAsync();
        await connection.RowsAsync("SELECT set_config('TimeZone', 'UTC', false)");
        foreach (var (table, sql, expected) in Tables(model, ledger))
            Same(table, expected, await connection.RowsAsync(sql));
        var breaches = await WarehouseInvariants.CheckAsync(connection);
        if (!breaches.IsEmpty)
            throw new ModelMismatchException($"Broken invariants:\n{string.Join('\n', breaches)}");
    }

    /// <summary>Fails with the rows that only one side has.</summary>
    public static void Same(string what, IEnumerable<string> expected, IEnumerable<string> found)
    {
        var balance = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var row in expected)
            balance[row] = balance.GetValueOrDefault(row) + 1;
        foreach (var row in found)
            balance[row] = balance.GetValueOrDefault(row) - 1;
        var missing = balance.Where(row => row.Value > 0).Select(row => row.Key).ToList();
        var unexpected = balance.Where(row => row.Value < 0).Select(row => row.Key).ToList();
        if (missing.Count + unexpected.Count > 0)
            throw new ModelMismatchException(
                $"{what}: {missing.Count} rows are missing, {unexpected.Count} unexpected.\n"
                + string.Concat(missing.Order(StringComparer.Ordinal).Take(8).Select(row => $"  - {row}\n"))
                + string.Concat(unexpected.Order(StringComparer.Ordinal).Take(8).Select(row => $"  + {row}\n")));
    }

    private static IEnumerable<(string Table, string Sql, IEnumerable<string> Expected)> Tables(
        ReferenceWarehouse model, ReferenceLedger ledger) =>
    [
        ("etl_runs", "SELECT run_id, outcome, coalesce(error_code, '-') FROM etl_runs",
            ledger.Runs.Select(run => $"{run.Key}|{run.Value}")),
        ("products", """
            SELECT product_id, title, category, trim_scale(price)::text, trim_scale(rating)::text, rating_count,
              (removed_at AT TIME ZONE 'UTC')::text FROM products
            """,
            model.Products.Select(p => string.Join(
                '|', p.Key, p.Value.Facts.Title, p.Value.Facts.Category, ReferenceRules.Number(p.Value.Facts.Price),
                p.Value.Facts.Rating is { } rating ? ReferenceRules.Number(rating) : "-",
                p.Value.Facts.RatingCount?.ToString(CultureInfo.InvariantCulture) ?? "-", ReferenceRules.Time(p.Value.RemovedAt)))),
        ("product_prices", "SELECT product_id, (valid_from AT TIME ZONE 'UTC')::text, trim_scale(price)::text FROM product_prices",
            model.Products.SelectMany(p => p.Value.Prices.Select(version =>
                $"{p.Key}|{(version.From is null ? "-infinity" : ReferenceRules.Time(version.From))}|"
                    + $"{ReferenceRules.Number(version.Price)}"))),
        ("customers", "SELECT user_id, city FROM customers", model.Customers.Select(c => $"{c.Key}|{c.Value}")),
        ("carts", """
            SELECT cart_id, user_id, (placed_at AT TIME ZONE 'UTC')::text, day::text, viewed, carted, purchased, lines,
              trim_scale(gross_value)::text, trim_scale(units)::text, trim_scale(revenue)::text, run_id
            FROM carts
            """,
            model.Carts.Values.Select(cart => $"{cart.Row}|{cart.RunId}")),
        ("cart_lines", """
            SELECT cart_id, line_no, product_id, trim_scale(quantity)::text, trim_scale(unit_price)::text, day::text,
              (viewed_at AT TIME ZONE 'UTC')::text, (carted_at AT TIME ZONE 'UTC')::text, (purchased_at AT TIME ZONE 'UTC')::text
            FROM cart_lines
            """,
            model.Carts.Values.SelectMany(cart => cart.Lines)),
        ("quarantine", """
            SELECT entity, record_key, reason, path, payload, payload_hash, status, (first_seen_at AT TIME ZONE 'UTC')::text,
              (last_seen_at AT TIME ZONE 'UTC')::text
            FROM quarantine
            """,
            model.Quarantine.Select(q => string.Join(
                '|', q.Key.Entity, q.Key.Key, q.Value.Reason, q.Value.Path, q.Value.IsEmptied ? "" : q.Value.Payload,
                ReferenceWarehouse.KeyOf(q.Value.Payload)["sha256:".Length..], q.Value.Status,
                ReferenceRules.Time(q.Value.FirstSeen), ReferenceRules.Time(q.Value.LastSeen)))),
        ("restatements", """
            SELECT run_id, day::text, orders_before, orders_after, trim_scale(revenue_before)::text, trim_scale(revenue_after)::text
            FROM restatements WHERE cause <> ''
            """,
            ledger.Restated),
    ];
}
