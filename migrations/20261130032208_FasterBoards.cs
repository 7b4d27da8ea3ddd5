using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace EcommerceEtl.Migrations
{
    /// <inheritdoc />
    public partial class FasterBoards : Migration
    {
        // Where the text before this migration stands.
        private static readonly (string Function, string Before)[] Changed =
        [
            ("funnel_days", "WholeDays"), ("funnel_lines", "OwnersBoard"), ("funnel_products", "OwnersBoard"),
            ("funnel_sales", "OwnersBoard"), ("funnel_buyers", "OwnersBoard"), ("funnel_cities", "OwnersBoard"),
            ("funnel_cohorts", "OwnersBoard"), ("funnel_returning", "OwnersBoard"),
        ];

        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "first_orders",
                columns: table => new
                {
                    store_id = table.Column<short>(type: "smallint", nullable: false, comment: "Number of the store (stores.store_id)."),
                    user_id = table.Column<long>(type: "bigint", nullable: false, comment: "The buyer (carts.user_id)."),
                    day = table.Column<DateOnly>(type: "date", nullable: false,
                        comment: "First day with an order of the buyer (carts.day), in the store's time zone.")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_first_orders", x => new { x.store_id, x.user_id });
                },
                comment: "The first day on which each buyer ordered, kept equal to carts by every load. Guests and customers without an "
                    + "order have no row.");

            migrationBuilder.Sql("""
                INSERT INTO first_orders (store_id, user_id, day)
                SELECT store_id, user_id, min(day)
                FROM carts
                WHERE purchased
                  AND user_id IS NOT NULL
                GROUP BY store_id, user_id
                ORDER BY store_id, user_id
                """);

            migrationBuilder.CreateIndex(
                name: "ix_first_orders_store_id_day",
                table: "first_orders",
                columns: new[] { "store_id", "day" })
                .Annotation("Npgsql:IndexInclude", new[] { "user_id" });

            // The boards plan by these numbers at once.
            migrationBuilder.Sql("ANALYZE first_orders");

            migrationBuilder.Sql("DROP FUNCTION create_missing_indexes");
            migrationBuilder.RunFrozen("FasterBoards/create_missing_indexes");
            MakeIndexAnew(migrationBuilder);

            foreach (var (function, _) in Changed)
                migrationBuilder.Sql($"DROP FUNCTION {function}");
            foreach (var (function, _) in Changed)
                migrationBuilder.RunFrozen($"FasterBoards/{function}");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("DROP FUNCTION create_missing_indexes");
            migrationBuilder.RunFrozen("DeferredIndexes/create_missing_indexes");
            MakeIndexAnew(migrationBuilder);

            foreach (var (function, _) in Changed)
                migrationBuilder.Sql($"DROP FUNCTION {function}");
            foreach (var (function, before) in Changed)
                migrationBuilder.RunFrozen($"{before}/{function}");

            migrationBuilder.DropTable(
                name: "first_orders");
        }

        // An empty warehouse gets its indexes with its first load.
        private static void MakeIndexAnew(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
            DROP INDEX IF EXISTS ix_order_sales_store_id_cause_day;
            DO $$ BEGIN
              IF EXISTS (SELECT FROM carts) THEN
                PERFORM create_missing_indexes();
              END IF;
            END $$
            """);
    }
}
