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
            ("funnel_days", "WholeDays"), ("funnel_edge_days", null), ("funnel_city_lines", null), ("funnel_lines", "OwnersBoard"),
            ("funnel_products", "OwnersBoard"), ("funnel_sales", "OwnersBoard"), ("funnel_buyers", "OwnersBoard"), ("funnel_cities", "OwnersBoard"),
            ("funnel_cohorts", "OwnersBoard"), ("funnel_returning", "OwnersBoard"),
        ];

        // What is added up of the first days of a month too, in the order of the columns.
        private static readonly (string Column, int Precision, int Scale, string Text)[] Sums =
        [
            ("views", 0, 0, "Viewed lines"), ("carts", 0, 0, "Lines added to the cart"), ("purchases", 0, 0, "Bought lines"),
            ("unpriced", 0, 0, "Bought lines without a price"), ("units", 19, 3, "Units sold"), ("revenue", 28, 7, "What was sold"),
            ("returned_units", 19, 3, "Units that came back"), ("returns", 28, 7, "What came back"),
        ];

        private static readonly (int Days, string Word)[] FirstDays = [(8, "eight"), (16, "sixteen"), (24, "twenty-four")];

        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            LockWhatBoardsRead(migrationBuilder);

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

            AddFirstDays(migrationBuilder);
            migrationBuilder.RunFrozen("FasterBoards/month_part");
            migrationBuilder.RunFrozen("FasterBoards/fill_monthly_products");

            // The boards plan by these numbers at once.
            migrationBuilder.Sql("ANALYZE first_orders, monthly_products");

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
            LockWhatBoardsRead(migrationBuilder);

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

            // Months that come to nothing have no row where nothing is known of their first days.
            migrationBuilder.Sql(
                "DELETE FROM monthly_products WHERE (lines, units, revenue, returned_units, returns) = (0, 0, 0, 0, 0)");
            foreach (var (days, _) in FirstDays)
                foreach (var (column, _, _, _) in Sums)
                    migrationBuilder.DropColumn(name: $"{column}_{days}", table: "monthly_products");
        }

        // Both at once, in the order in which a board's query takes them: a query between two locks would end the migration in a deadlock
        // when its work is done.
        private static void LockWhatBoardsRead(MigrationBuilder migrationBuilder) =>
            migrationBuilder.Sql("LOCK TABLE order_sales, monthly_products IN ACCESS EXCLUSIVE MODE");

        private static void AddFirstDays(MigrationBuilder migrationBuilder)
        {
            foreach (var (days, word) in FirstDays)
                foreach (var (column, precision, scale, text) in Sums)
                {
                    var comment = $"{text} in the first {word} days of the month, as {column} counts "
                        + scale switch
                        {
                            0 => "them in the whole month.",
                            3 => "them in the whole month, 3 decimals.",
                            _ => "it in the whole month, 7 decimals of the store's currency.",
                        };
                    if (scale == 0)
                        migrationBuilder.AddColumn<long>(
                            $"{column}_{days}", "monthly_products", type: "bigint", nullable: false, defaultValue: 0L, comment: comment);
                    else
                        migrationBuilder.AddColumn<decimal>(
                            $"{column}_{days}", "monthly_products", type: $"numeric({precision},{scale})", precision: precision,
                            scale: scale, nullable: false, defaultValue: 0m, comment: comment);
                }
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
