using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace EcommerceEtl.Migrations
{
    /// <inheritdoc />
    public partial class WholeMonths : Migration
    {
        private static readonly string[] Changed = ["funnel_days", "funnel_products", "funnel_sales", "funnel_cohorts", "run_gaps"];

        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            foreach (var function in Changed)
                migrationBuilder.Sql($"DROP FUNCTION {function}");
            migrationBuilder.Sql("DROP FUNCTION funnel_parts");
            foreach (var function in Changed)
                migrationBuilder.RunFrozen($"WholeMonths/{function}");

            // Nothing ever wrote it.
            migrationBuilder.DropColumn(
                name: "cursor",
                table: "source_state");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            foreach (var function in Changed)
                migrationBuilder.Sql($"DROP FUNCTION {function}");
            foreach (var text in new[]
            {
                "FunnelFunctions/funnel_days", "Buyers/funnel_parts", "BoardRights/funnel_sales", "BoardRights/funnel_products",
                "BoardRights/funnel_cohorts", "StoreGaps/run_gaps", "WholeMonths/before",
            })
                migrationBuilder.RunFrozen(text);
        }
    }
}
