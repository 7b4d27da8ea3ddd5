using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable enable

namespace EcommerceEtl.Migrations
{
    /// <inheritdoc />
    public partial class FasterBoards : Migration
    {
        // Functions, and where the text before this migration stands; null for new ones. What others call comes first.
        private static readonly (string Function, string? Before)[] Functions =
        [
            ("funnel_days", "WholeDays"), ("funnel_edge_days", null), ("funnel_lines", "OwnersBoard"), ("funnel_products", "OwnersBoard"),
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

            migrationBuilder.CreateTable(
                name: "month_to_date_products",
                columns: table => new
                {
                    store_id = table.Column<short>(type: "smallint", nullable: false, comment: "Number of the store (stores.store_id)."),
                    until = table.Column<DateOnly>(type: "date", nullable: false,
                        comment: "The day before which the summed days end, the 11th or the 21st of their month: of the carts' days, and of "
                            + "orders' rows of their own days."),
                    product_id = table.Column<long>(type: "bigint", nullable: false,
                        comment: "The product (products.product_id); 0 stands for lines and rows without one, fees and adjustments among "
                            + "them."),
                    lines = table.Column<long>(type: "bigint", nullable: false, comment: "Number of lines."),
                    views = table.Column<long>(type: "bigint", nullable: false, comment: "Number of viewed lines."),
                    carts = table.Column<long>(type: "bigint", nullable: false, comment: "Number of lines added to the cart."),
                    purchases = table.Column<long>(type: "bigint", nullable: false, comment: "Number of bought lines."),
                    unpriced = table.Column<long>(type: "bigint", nullable: false, comment: "Number of bought lines without a price."),
                    units = table.Column<decimal>(type: "numeric(19,3)", precision: 19, scale: 3, nullable: false,
                        comment: "Units sold, with a price or without, 0 or more, 3 decimals."),
                    revenue = table.Column<decimal>(type: "numeric(28,7)", precision: 28, scale: 7, nullable: false,
                        comment: "What was sold, gross less discounts, in the store's currency, 7 decimals. Lines without a price add "
                            + "nothing."),
                    returned_units = table.Column<decimal>(type: "numeric(19,3)", precision: 19, scale: 3, nullable: false,
                        comment: "Units that came back in the month, 0 or more, 3 decimals."),
                    returns = table.Column<decimal>(type: "numeric(28,7)", precision: 28, scale: 7, nullable: false,
                        comment: "What came back in the month, gross less discounts, in the store's currency, 7 decimals; above 0 where "
                            + "money went back.")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_month_to_date_products", x => new { x.store_id, x.until, x.product_id });
                    table.CheckConstraint("ck_month_to_date_products_counts",
                        "lines >= 0 AND views >= 0 AND carts >= 0 AND purchases >= 0 AND unpriced >= 0");
                    table.CheckConstraint("ck_month_to_date_products_returned_units",
                        "returned_units >= 0 AND returned_units <> 'NaN'::numeric");
                    table.CheckConstraint("ck_month_to_date_products_returns", "returns <> 'NaN'::numeric");
                    table.CheckConstraint("ck_month_to_date_products_revenue", "revenue <> 'NaN'::numeric");
                    table.CheckConstraint("ck_month_to_date_products_units", "units >= 0 AND units <> 'NaN'::numeric");
                },
                comment: "Sums of each product in the first ten and in the first twenty days of each month, kept equal to cart_lines and "
                    + "order_sales by every load. Net sales = revenue - returns. Days in which nothing happened to the product have no row.");

            migrationBuilder.RunFrozen("FasterBoards/month_part");
            migrationBuilder.RunFrozen("FasterBoards/fill_month_to_date_products");

            // The boards plan by these numbers at once.
            migrationBuilder.Sql("ANALYZE first_orders, month_to_date_products");

            migrationBuilder.Sql("DROP FUNCTION create_missing_indexes");
            migrationBuilder.RunFrozen("FasterBoards/create_missing_indexes");
            MakeIndexesAnew(migrationBuilder);

            foreach (var (function, _) in Functions.Where(one => one.Before is not null))
                migrationBuilder.Sql($"DROP FUNCTION {function}");
            foreach (var (function, _) in Functions)
                migrationBuilder.RunFrozen($"FasterBoards/{function}");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("DROP FUNCTION create_missing_indexes");
            migrationBuilder.RunFrozen("DeferredIndexes/create_missing_indexes");
            MakeIndexesAnew(migrationBuilder);

            foreach (var (function, _) in Functions)
                migrationBuilder.Sql($"DROP FUNCTION {function}");
            migrationBuilder.Sql("DROP FUNCTION month_part");
            foreach (var (function, before) in Functions.Where(one => one.Before is not null))
                migrationBuilder.RunFrozen($"{before}/{function}");

            migrationBuilder.DropTable(
                name: "first_orders");

            migrationBuilder.DropTable(
                name: "month_to_date_products");
        }

        // An empty warehouse gets its indexes with its first load.
        private static void MakeIndexesAnew(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
            DROP INDEX IF EXISTS ix_order_sales_store_id_cause_day, ix_order_sales_day, ix_order_sales_day_store_id;
            DO $$ BEGIN
              IF EXISTS (SELECT FROM carts) THEN
                PERFORM create_missing_indexes();
              END IF;
            END $$
            """);
    }
}
