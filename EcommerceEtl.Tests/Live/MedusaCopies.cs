namespace EcommerceEtl.Tests.Live;

/// <summary>Makes a shop large by way of its database, which takes seconds where its API would take an hour.</summary>
internal static class MedusaCopies
{
    /// <summary>Copies orders within the shop's database over the last months; the copies share lines and shipping with what they are
    /// copies of.</summary>
    public static async Task MakeAsync(int copies)
    {
        await using var connection = new Npgsql.NpgsqlConnection(
            Environment.GetEnvironmentVariable("ECOMMERCE_ETL_MEDUSA_DATABASE")
                ?? throw new InconclusiveException("no database of a shop"));
        await connection.OpenAsync();
        await using var command = new Npgsql.NpgsqlCommand(
            """
            DO $$
            DECLARE template text; copy int; made text; at timestamptz; part text; columns text;
            BEGIN
              FOR copy IN 1..COPIES LOOP
                SELECT id INTO template FROM "order" WHERE version = 1 AND canceled_at IS NULL ORDER BY created_at LIMIT 1 OFFSET copy % 5;
                at := date_trunc('milliseconds', now() - interval '1 hour' - copy * interval '40 minutes');
                made := 'order_COPY' || lpad(copy::text, 8, '0');
                SELECT string_agg(quote_ident(column_name), ', ') INTO columns FROM information_schema.columns
                WHERE table_name = 'order' AND column_name NOT IN ('id', 'display_id', 'created_at', 'updated_at');
                EXECUTE format('INSERT INTO "order" (%s, id, created_at, updated_at) SELECT %s, %L, %L, %L FROM "order" WHERE id = %L',
                  columns, columns, made, at, at, template);
                FOREACH part IN ARRAY ARRAY['order_item', 'order_shipping', 'order_summary'] LOOP
                  SELECT string_agg(quote_ident(column_name), ', ') INTO columns FROM information_schema.columns
                  WHERE table_name = part AND column_name NOT IN ('id', 'order_id');
                  EXECUTE format('INSERT INTO %I (%s, id, order_id) SELECT %s, id || %L, %L FROM %I WHERE order_id = %L',
                    part, columns, columns, '_' || copy, made, part, template);
                END LOOP;
              END LOOP;
            END $$
            """.Replace("COPIES", copies.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal), connection);
        command.CommandTimeout = 300;
        await command.ExecuteNonQueryAsync();
    }
}
