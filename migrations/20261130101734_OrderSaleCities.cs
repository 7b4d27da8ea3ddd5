using Microsoft.EntityFrameworkCore.Migrations;

#nullable enable

namespace EcommerceEtl.Migrations
{
    /// <inheritdoc />
    public partial class OrderSaleCities : Migration
    {
        private const string Before = "FasterBoards";

        // Functions whose arguments change, and those that keep theirs. What others call comes first.
        private static readonly string[] New = ["funnel_city_lines", "funnel_lines", "funnel_sales"];

        private static readonly string[] Kept =
            ["month_part", "funnel_days", "funnel_edge_days", "funnel_products", "funnel_cities", "create_missing_indexes"];

        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "city",
                table: "order_sales",
                type: "text",
                nullable: true,
                comment: "City of its order (orders.city) where the row came after the order (cause is not order), held here as well so that "
                    + "figures by city need not look it up; NULL in all other rows, and where the order states none.");

            migrationBuilder.Sql("""
                UPDATE order_sales r
                SET city = o.city
                FROM orders o
                WHERE o.store_id = r.store_id
                  AND o.cart_id = r.cart_id
                  AND o.city IS NOT NULL
                  AND r.cause <> 'order'
                """);

            MakeIndex(migrationBuilder, "cart_id, item, gross, discount, city");
            MakeWhereCartsAre(
                migrationBuilder,
                "ix_carts_without_city ON carts (store_id, day) INCLUDE (user_id, revenue) "
                    + "WHERE purchased AND NOT viewed AND (city IS NULL OR city = '')");
            // The boards plan by these numbers at once.
            migrationBuilder.Sql("ANALYZE order_sales");

            MakeFunctions(migrationBuilder, nameof(OrderSaleCities));
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            // Both at once, in the order in which a board's query takes them.
            migrationBuilder.Sql("LOCK TABLE carts, order_sales IN ACCESS EXCLUSIVE MODE");
            MakeFunctions(migrationBuilder, Before);
            migrationBuilder.Sql("DROP INDEX IF EXISTS ix_carts_without_city");
            MakeIndex(migrationBuilder, "cart_id, item, gross, discount");

            migrationBuilder.DropColumn(
                name: "city",
                table: "order_sales");
        }

        private static void MakeFunctions(MigrationBuilder migrationBuilder, string text)
        {
            foreach (var function in New.Reverse())
                migrationBuilder.Sql($"DROP FUNCTION {function}");
            foreach (var function in New)
                migrationBuilder.RunFrozen($"{text}/{function}");
            foreach (var function in Kept)
                migrationBuilder.ReplaceFrozen($"{text}/{function}");
        }

        private static void MakeIndex(MigrationBuilder migrationBuilder, string columns)
        {
            migrationBuilder.Sql("DROP INDEX IF EXISTS ix_order_sales_store_id_cause_day");
            MakeWhereCartsAre(
                migrationBuilder,
                $"ix_order_sales_store_id_cause_day ON order_sales (store_id, cause, day) INCLUDE ({columns}) WHERE cause <> 'order'");
        }

        // An empty warehouse gets its indexes with its first load.
        private static void MakeWhereCartsAre(MigrationBuilder migrationBuilder, string index) => migrationBuilder.Sql($"""
            DO $$ BEGIN
              IF EXISTS (SELECT FROM carts) THEN
                CREATE INDEX {index};
              END IF;
            END $$
            """);
    }
}
