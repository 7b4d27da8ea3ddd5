using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace EcommerceEtl.Migrations
{
    /// <inheritdoc />
    public partial class BoardIndexes : Migration
    {
        // Where the text before this migration stands.
        private static readonly (string Function, string Before)[] Changed =
        [
            ("funnel_sessions", "OrderCities"), ("funnel_orders", "OrderCities"), ("funnel_cities", "OrderCities"),
            ("funnel_products", "OrderCities"), ("funnel_sales", "OrderCities"), ("funnel_buyers", "BoardRights"),
            ("funnel_cohorts", "Orders"),
        ];

        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(
                name: "ix_order_sales_store_id_product_id_day",
                table: "order_sales",
                columns: new[] { "store_id", "product_id", "day" });

            migrationBuilder.CreateIndex(
                name: "ix_carts_store_id_city_day",
                table: "carts",
                columns: new[] { "store_id", "city", "day" },
                filter: "city IS NOT NULL")
                .Annotation("Npgsql:IndexInclude", new[] { "purchased", "revenue", "cart_id" });

            migrationBuilder.CreateIndex(
                name: "ix_cart_lines_store_id_product_id_day",
                table: "cart_lines",
                columns: new[] { "store_id", "product_id", "day" },
                filter: "viewed_at IS NULL");

            foreach (var (function, _) in Changed)
                migrationBuilder.Sql($"DROP FUNCTION {function}");
            foreach (var (function, _) in Changed)
                migrationBuilder.RunFrozen($"BoardIndexes/{function}");
            migrationBuilder.RunFrozen("BoardIndexes/funnel_lines");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("DROP FUNCTION funnel_lines");
            foreach (var (function, _) in Changed)
                migrationBuilder.Sql($"DROP FUNCTION {function}");
            foreach (var (function, before) in Changed)
                migrationBuilder.RunFrozen($"{before}/{function}");

            migrationBuilder.DropIndex(
                name: "ix_order_sales_store_id_product_id_day",
                table: "order_sales");

            migrationBuilder.DropIndex(
                name: "ix_carts_store_id_city_day",
                table: "carts");

            migrationBuilder.DropIndex(
                name: "ix_cart_lines_store_id_product_id_day",
                table: "cart_lines");
        }
    }
}
