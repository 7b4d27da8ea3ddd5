using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace EcommerceEtl.Migrations
{
    /// <inheritdoc />
    public partial class Buyers : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // The boards may read while the new indexes are made; only then the old one goes, which nobody may read beside.
            migrationBuilder.CreateIndex(
                name: "ix_carts_store_id_day_new",
                table: "carts",
                columns: new[] { "store_id", "day" });

            migrationBuilder.CreateIndex(
                name: "ix_carts_store_id_user_id_day",
                table: "carts",
                columns: new[] { "store_id", "user_id", "day" },
                filter: "purchased")
                .Annotation("Npgsql:IndexInclude", new[] { "revenue" });

            migrationBuilder.DropIndex(
                name: "ix_carts_store_id_day",
                table: "carts");

            migrationBuilder.RenameIndex(
                name: "ix_carts_store_id_day_new",
                newName: "ix_carts_store_id_day",
                table: "carts");

            migrationBuilder.Sql("DROP FUNCTION funnel_products");
            migrationBuilder.Sql("DROP FUNCTION funnel_sales");
            migrationBuilder.Sql("DROP FUNCTION funnel_parts");
            migrationBuilder.RunFrozen("Buyers/funnel_parts");
            migrationBuilder.RunFrozen("Buyers/funnel_sales");
            migrationBuilder.RunFrozen("Buyers/funnel_products");
            migrationBuilder.RunFrozen("Buyers/month_number");
            migrationBuilder.RunFrozen("Buyers/funnel_cohorts");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("DROP FUNCTION funnel_cohorts");
            migrationBuilder.Sql("DROP FUNCTION month_number");
            migrationBuilder.Sql("DROP FUNCTION funnel_products");
            migrationBuilder.Sql("DROP FUNCTION funnel_sales");
            migrationBuilder.Sql("DROP FUNCTION funnel_parts");
            migrationBuilder.RunFrozen("Rollups/funnel_parts");
            migrationBuilder.RunFrozen("Rollups/funnel_sales");
            migrationBuilder.RunFrozen("Rollups/funnel_products");

            migrationBuilder.DropIndex(
                name: "ix_carts_store_id_day",
                table: "carts");

            migrationBuilder.DropIndex(
                name: "ix_carts_store_id_user_id_day",
                table: "carts");

            migrationBuilder.CreateIndex(
                name: "ix_carts_store_id_day",
                table: "carts",
                columns: new[] { "store_id", "day" })
                .Annotation("Npgsql:IndexInclude", new[] { "revenue", "viewed", "carted", "purchased" });
        }
    }
}
