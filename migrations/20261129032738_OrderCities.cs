using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace EcommerceEtl.Migrations
{
    /// <inheritdoc />
    public partial class OrderCities : Migration
    {
        private static readonly string[] Changed =
            ["funnel_sessions", "funnel_orders", "funnel_cities", "funnel_products", "funnel_sales"];

        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "city",
                table: "carts",
                type: "text",
                nullable: true,
                comment: "City of its order (orders.city), held here as well so that figures by city need not look it up; NULL where it states none.");

            migrationBuilder.CreateIndex(
                name: "ix_order_sales_store_id_cause_day",
                table: "order_sales",
                columns: new[] { "store_id", "cause", "day" },
                filter: "cause <> 'order'");

            migrationBuilder.Sql(
                "UPDATE carts c SET city = o.city FROM orders o "
                + "WHERE o.store_id = c.store_id AND o.cart_id = c.cart_id AND o.city IS NOT NULL");
            foreach (var function in Changed)
                migrationBuilder.Sql($"DROP FUNCTION {function}");
            foreach (var function in Changed)
                migrationBuilder.RunFrozen($"OrderCities/{function}");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            foreach (var function in Changed)
                migrationBuilder.Sql($"DROP FUNCTION {function}");
            foreach (var function in Changed)
                migrationBuilder.RunFrozen($"Orders/{function}");

            migrationBuilder.DropIndex(
                name: "ix_order_sales_store_id_cause_day",
                table: "order_sales");

            migrationBuilder.DropColumn(
                name: "city",
                table: "carts");
        }
    }
}
