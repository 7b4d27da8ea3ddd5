using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace EcommerceEtl.Migrations
{
    /// <inheritdoc />
    public partial class FunnelFunctions : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.RunFrozen("FunnelFunctions/funnel_days");
            migrationBuilder.RunFrozen("FunnelFunctions/funnel_sessions");
            migrationBuilder.RunFrozen("FunnelFunctions/funnel_sales");
            migrationBuilder.RunFrozen("FunnelFunctions/funnel_products");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("DROP FUNCTION funnel_products");
            migrationBuilder.Sql("DROP FUNCTION funnel_sales");
            migrationBuilder.Sql("DROP FUNCTION funnel_sessions");
            migrationBuilder.Sql("DROP FUNCTION funnel_days");
        }
    }
}
