using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace EcommerceEtl.Migrations
{
    /// <inheritdoc />
    public partial class Rollups : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "daily_sessions",
                columns: table => new
                {
                    store_id = table.Column<short>(type: "smallint", nullable: false),
                    day = table.Column<DateOnly>(type: "date", nullable: false),
                    sessions = table.Column<long>(type: "bigint", nullable: false),
                    viewed = table.Column<long>(type: "bigint", nullable: false),
                    carted = table.Column<long>(type: "bigint", nullable: false),
                    orders = table.Column<long>(type: "bigint", nullable: false),
                    abandoned = table.Column<long>(type: "bigint", nullable: false),
                    added = table.Column<long>(type: "bigint", nullable: false),
                    bought = table.Column<long>(type: "bigint", nullable: false),
                    revenue = table.Column<decimal>(type: "numeric(28,7)", precision: 28, scale: 7, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_daily_sessions", x => new { x.store_id, x.day });
                    table.CheckConstraint("ck_daily_sessions_counts", "sessions >= 0 AND viewed >= 0 AND carted >= 0 AND orders >= 0 AND abandoned >= 0 AND added >= 0 AND bought >= 0");
                    table.CheckConstraint("ck_daily_sessions_revenue", "revenue >= 0 AND revenue <> 'NaN'::numeric");
                });

            migrationBuilder.CreateTable(
                name: "monthly_products",
                columns: table => new
                {
                    store_id = table.Column<short>(type: "smallint", nullable: false),
                    month = table.Column<DateOnly>(type: "date", nullable: false),
                    product_id = table.Column<long>(type: "bigint", nullable: false),
                    lines = table.Column<long>(type: "bigint", nullable: false),
                    views = table.Column<long>(type: "bigint", nullable: false),
                    carts = table.Column<long>(type: "bigint", nullable: false),
                    purchases = table.Column<long>(type: "bigint", nullable: false),
                    unpriced = table.Column<long>(type: "bigint", nullable: false),
                    units = table.Column<decimal>(type: "numeric(19,3)", precision: 19, scale: 3, nullable: false),
                    revenue = table.Column<decimal>(type: "numeric(28,7)", precision: 28, scale: 7, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_monthly_products", x => new { x.store_id, x.month, x.product_id });
                    table.CheckConstraint("ck_monthly_products_counts", "lines >= 0 AND views >= 0 AND carts >= 0 AND purchases >= 0 AND unpriced >= 0");
                    table.CheckConstraint("ck_monthly_products_revenue", "revenue >= 0 AND revenue <> 'NaN'::numeric");
                    table.CheckConstraint("ck_monthly_products_units", "units >= 0 AND units <> 'NaN'::numeric");
                });

            migrationBuilder.CreateIndex(
                name: "ix_cart_lines_day",
                table: "cart_lines",
                column: "day")
                .Annotation("Npgsql:IndexMethod", "brin")
                .Annotation("Npgsql:StorageParameter:autosummarize", true)
                .Annotation("Npgsql:StorageParameter:pages_per_range", 16);

            // A warehouse that holds carts already gets its sums here; the loads after it add what they change.
            migrationBuilder.RunFrozen("Rollups/fill_daily_sessions");
            migrationBuilder.RunFrozen("Rollups/fill_monthly_products");
            migrationBuilder.Sql("DROP FUNCTION funnel_products");
            migrationBuilder.Sql("DROP FUNCTION funnel_sales");
            migrationBuilder.RunFrozen("Rollups/funnel_parts");
            migrationBuilder.RunFrozen("Rollups/funnel_daily");
            migrationBuilder.RunFrozen("Rollups/funnel_sales");
            migrationBuilder.RunFrozen("Rollups/funnel_products");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("DROP FUNCTION funnel_products");
            migrationBuilder.Sql("DROP FUNCTION funnel_sales");
            migrationBuilder.Sql("DROP FUNCTION funnel_daily");
            migrationBuilder.Sql("DROP FUNCTION funnel_parts");
            migrationBuilder.RunFrozen("FunnelFunctions/funnel_sales");
            migrationBuilder.RunFrozen("FunnelFunctions/funnel_products");

            migrationBuilder.DropIndex(
                name: "ix_cart_lines_day",
                table: "cart_lines");

            migrationBuilder.DropTable(
                name: "daily_sessions");

            migrationBuilder.DropTable(
                name: "monthly_products");
        }
    }
}
