using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace EcommerceEtl.Migrations
{
    /// <inheritdoc />
    public partial class Views : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.RunFrozen("Views/events");
            migrationBuilder.RunFrozen("Views/sessions");
            migrationBuilder.RunFrozen("Views/run_log");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("DROP VIEW run_log");
            migrationBuilder.Sql("DROP VIEW sessions");
            migrationBuilder.Sql("DROP VIEW events");
        }
    }
}
