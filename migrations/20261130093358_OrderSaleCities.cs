using Microsoft.EntityFrameworkCore.Migrations;

#nullable enable

namespace EcommerceEtl.Migrations
{
    /// <inheritdoc />
    public partial class OrderSaleCities : Migration
    {
        private const string Before = "FasterBoards";

        // Functions whose text changes. What others call comes first.
        private static readonly string[] Functions =
        [
            "create_missing_indexes", "month_part", "funnel_days", "funnel_edge_days", "funnel_lines", "funnel_products", "funnel_sales",
            "funnel_cities",
        ];

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

            MakeFunctions(migrationBuilder, nameof(OrderSaleCities));
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            MakeFunctions(migrationBuilder, Before);

            migrationBuilder.DropColumn(
                name: "city",
                table: "order_sales");
        }

        private static void MakeFunctions(MigrationBuilder migrationBuilder, string text)
        {
            foreach (var function in Functions.Reverse())
                migrationBuilder.Sql($"DROP FUNCTION {function}");
            foreach (var function in Functions)
                migrationBuilder.RunFrozen($"{text}/{function}");

            // An empty warehouse gets its indexes with its first load.
            migrationBuilder.Sql("""
                DROP INDEX IF EXISTS ix_order_sales_store_id_cause_day;
                DO $$ BEGIN
                  IF EXISTS (SELECT FROM carts) THEN
                    PERFORM create_missing_indexes();
                  END IF;
                END $$
                """);
        }
    }
}
