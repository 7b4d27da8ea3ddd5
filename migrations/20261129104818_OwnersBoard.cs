using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace EcommerceEtl.Migrations
{
    /// <inheritdoc />
    public partial class OwnersBoard : Migration
    {
        // Where the text before this migration stands.
        private static readonly (string Function, string Before)[] Changed =
        [
            ("funnel_days", "Orders"), ("funnel_sessions", "BoardIndexes"), ("funnel_orders", "BoardIndexes"),
            ("funnel_lines", "BoardIndexes"), ("funnel_daily", "Orders"), ("funnel_sales", "BoardIndexes"),
            ("funnel_products", "BoardIndexes"), ("funnel_buyers", "BoardIndexes"), ("funnel_cities", "BoardIndexes"),
            ("funnel_cohorts", "BoardIndexes"),
        ];

        private static readonly string[] Added =
            ["board_value", "board_names", "funnel_returning", "funnel_hours", "funnel_abandoned", "funnel_today"];

        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(
                name: "ix_orders_store_id_day",
                table: "orders",
                columns: new[] { "store_id", "day" },
                filter: "day IS NOT NULL")
                .Annotation("Npgsql:IndexInclude", new[] { "placed_at" });

            migrationBuilder.CreateIndex(
                name: "ix_carts_abandoned",
                table: "carts",
                columns: new[] { "store_id", "day" },
                filter: "carted AND NOT purchased")
                .Annotation("Npgsql:IndexInclude", new[] { "cart_id", "gross_value" });

            foreach (var (function, _) in Changed)
                migrationBuilder.Sql($"DROP FUNCTION {function}");
            foreach (var (function, _) in Changed)
                migrationBuilder.RunFrozen($"OwnersBoard/{function}");
            foreach (var function in Added)
                migrationBuilder.RunFrozen($"OwnersBoard/{function}");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            foreach (var function in Added)
                migrationBuilder.Sql($"DROP FUNCTION {function}");
            foreach (var (function, _) in Changed)
                migrationBuilder.Sql($"DROP FUNCTION {function}");
            foreach (var (function, before) in Changed)
                migrationBuilder.RunFrozen($"{before}/{function}");

            migrationBuilder.DropIndex(
                name: "ix_orders_store_id_day",
                table: "orders");

            migrationBuilder.DropIndex(
                name: "ix_carts_abandoned",
                table: "carts");
        }
    }
}
