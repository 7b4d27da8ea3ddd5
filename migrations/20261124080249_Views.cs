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
            migrationBuilder.Sql(SqlFile.Read("Views/events_v1.sql"));
            migrationBuilder.Sql(SqlFile.Read("Views/sessions_v1.sql"));
            migrationBuilder.Sql(SqlFile.Read("Views/run_log_v1.sql"));
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
