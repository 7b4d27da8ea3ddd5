namespace EcommerceEtl.Tests.Live;

/// <summary>Makes a shop large by way of its database, which takes seconds where its API would take an hour.</summary>
internal static class VendureCopies
{
    /// <summary>Copies orders within the shop's database, so that it has as many as a shop of some years, over the last months.</summary>
    public static async Task MakeAsync(int copies)
    {
        await using var connection = new Npgsql.NpgsqlConnection(
            Environment.GetEnvironmentVariable("ECOMMERCE_ETL_VENDURE_DATABASE")
                ?? throw new InconclusiveException("no database of a shop"));
        await connection.OpenAsync();
        await using var command = new Npgsql.NpgsqlCommand(
            """
            DO $$
            DECLARE template int; copy int; made int; at timestamp; part text; columns text;
            BEGIN
              FOR copy IN 1..COPIES LOOP
                SELECT id INTO template FROM "order" WHERE "orderPlacedAt" IS NOT NULL ORDER BY id LIMIT 1 OFFSET copy % 5;
                at := localtimestamp - interval '1 hour' - copy * interval '40 minutes';
                SELECT string_agg(quote_ident(column_name), ', ') INTO columns FROM information_schema.columns
                WHERE table_name = 'order' AND column_name NOT IN ('id', 'code', 'createdAt', 'updatedAt', 'orderPlacedAt');
                EXECUTE format('INSERT INTO "order" (%s, code, "createdAt", "updatedAt", "orderPlacedAt") SELECT %s, %L, %L, %L, %L
                  FROM "order" WHERE id = %s RETURNING id', columns, columns, 'COPY' || copy, at, at, at, template) INTO made;
                INSERT INTO order_channels_channel ("orderId", "channelId")
                SELECT made, "channelId" FROM order_channels_channel WHERE "orderId" = template;
                FOREACH part IN ARRAY ARRAY['order_line', 'shipping_line'] LOOP
                  SELECT string_agg(quote_ident(column_name), ', ') INTO columns FROM information_schema.columns
                  WHERE table_name = part AND column_name NOT IN ('id', 'orderId');
                  EXECUTE format('INSERT INTO %I (%s, "orderId") SELECT %s, %s FROM %I WHERE "orderId" = %s',
                    part, columns, columns, made, part, template);
                END LOOP;
              END LOOP;
            END $$
            """.Replace("COPIES", copies.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal), connection);
        command.CommandTimeout = 300;
        await command.ExecuteNonQueryAsync();
    }
}
