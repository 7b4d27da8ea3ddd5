using EcommerceEtl.Data;
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
            // A file that a migration runs is never edited afterwards: a changed view is a new file (events_v2.sql) and a new migration.
            migrationBuilder.Sql(EmbeddedSql.Read(typeof(Views).Assembly, "Views/events_v1.sql"));
            migrationBuilder.Sql(EmbeddedSql.Read(typeof(Views).Assembly, "Views/sessions_v1.sql"));
            migrationBuilder.Sql(EmbeddedSql.Read(typeof(Views).Assembly, "Views/run_log_v1.sql"));
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
