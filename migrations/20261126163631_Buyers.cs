using EcommerceEtl.Data;
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
            Run(migrationBuilder, "funnel_parts_v2");
            Run(migrationBuilder, "funnel_sales_v3");
            Run(migrationBuilder, "funnel_products_v3");
            Run(migrationBuilder, "month_number_v1");
            Run(migrationBuilder, "funnel_cohorts_v1");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("DROP FUNCTION funnel_cohorts");
            migrationBuilder.Sql("DROP FUNCTION month_number");
            migrationBuilder.Sql("DROP FUNCTION funnel_products");
            migrationBuilder.Sql("DROP FUNCTION funnel_sales");
            migrationBuilder.Sql("DROP FUNCTION funnel_parts");
            Run(migrationBuilder, "funnel_parts_v1");
            Run(migrationBuilder, "funnel_sales_v2");
            Run(migrationBuilder, "funnel_products_v2");

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

        private static void Run(MigrationBuilder migrationBuilder, string file) =>
            migrationBuilder.Sql(EmbeddedSql.Read(typeof(Buyers).Assembly, $"Views/{file}.sql"));
    }
}
