using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace EcommerceEtl.Migrations
{
    /// <inheritdoc />
    public partial class StoreGaps : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.RunFrozen("StoreGaps/run_gaps");
            migrationBuilder.RunFrozen("StoreGaps/store_gaps");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("DROP FUNCTION store_gaps");
            migrationBuilder.Sql("DROP FUNCTION run_gaps");
        }
    }
}
