using EcommerceEtl.Data;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace EcommerceEtl.Migrations
{
    /// <inheritdoc />
    public partial class BoardRights : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            DropFigures(migrationBuilder);
            Run(migrationBuilder, "funnel_daily_v2");
            Run(migrationBuilder, "funnel_sales_v4");
            Run(migrationBuilder, "funnel_products_v4");
            Run(migrationBuilder, "funnel_cohorts_v2");
            Run(migrationBuilder, "funnel_buyers_v1");
            Run(migrationBuilder, "funnel_cities_v1");
            Run(migrationBuilder, "board_cities_v1");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("DROP VIEW board_cities");
            migrationBuilder.Sql("DROP FUNCTION funnel_cities");
            migrationBuilder.Sql("DROP FUNCTION funnel_buyers");
            DropFigures(migrationBuilder);
            Run(migrationBuilder, "funnel_daily_v1");
            Run(migrationBuilder, "funnel_sales_v3");
            Run(migrationBuilder, "funnel_products_v3");
            Run(migrationBuilder, "funnel_cohorts_v1");
            // The comments went with the functions.
            Run(migrationBuilder, "comments_v1");
        }

        private static void DropFigures(MigrationBuilder migrationBuilder)
        {
            foreach (var function in new[] { "funnel_daily", "funnel_sales", "funnel_products", "funnel_cohorts" })
                migrationBuilder.Sql($"DROP FUNCTION {function}");
        }

        private static void Run(MigrationBuilder migrationBuilder, string file) =>
            migrationBuilder.Sql(EmbeddedSql.Read(typeof(BoardRights).Assembly, $"Views/{file}.sql"));
    }
}
