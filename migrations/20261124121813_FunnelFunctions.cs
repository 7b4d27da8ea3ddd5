using EcommerceEtl.Data;
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
            migrationBuilder.Sql(EmbeddedSql.Read(typeof(FunnelFunctions).Assembly, "Views/funnel_days_v1.sql"));
            migrationBuilder.Sql(EmbeddedSql.Read(typeof(FunnelFunctions).Assembly, "Views/funnel_sessions_v1.sql"));
            migrationBuilder.Sql(EmbeddedSql.Read(typeof(FunnelFunctions).Assembly, "Views/funnel_sales_v1.sql"));
            migrationBuilder.Sql(EmbeddedSql.Read(typeof(FunnelFunctions).Assembly, "Views/funnel_products_v1.sql"));
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
