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
            migrationBuilder.RunFrozen("BoardRights/funnel_daily");
            migrationBuilder.RunFrozen("BoardRights/funnel_sales");
            migrationBuilder.RunFrozen("BoardRights/funnel_products");
            migrationBuilder.RunFrozen("BoardRights/funnel_cohorts");
            migrationBuilder.RunFrozen("BoardRights/funnel_buyers");
            migrationBuilder.RunFrozen("BoardRights/funnel_cities");
            migrationBuilder.RunFrozen("BoardRights/board_cities");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("DROP VIEW board_cities");
            migrationBuilder.Sql("DROP FUNCTION funnel_cities");
            migrationBuilder.Sql("DROP FUNCTION funnel_buyers");
            DropFigures(migrationBuilder);
            migrationBuilder.RunFrozen("Rollups/funnel_daily");
            migrationBuilder.RunFrozen("Buyers/funnel_sales");
            migrationBuilder.RunFrozen("Buyers/funnel_products");
            migrationBuilder.RunFrozen("Buyers/funnel_cohorts");
            // The comments went with the functions.
            migrationBuilder.RunFrozen("DataDictionary/comments");
        }

        private static void DropFigures(MigrationBuilder migrationBuilder)
        {
            foreach (var function in new[] { "funnel_daily", "funnel_sales", "funnel_products", "funnel_cohorts" })
                migrationBuilder.Sql($"DROP FUNCTION {function}");
        }
    }
}
