using EcommerceEtl.Data;
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
            Run(migrationBuilder, "run_gaps_v1");
            Run(migrationBuilder, "store_gaps_v1");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("DROP FUNCTION store_gaps");
            migrationBuilder.Sql("DROP FUNCTION run_gaps");
        }

        private static void Run(MigrationBuilder migrationBuilder, string file) =>
            migrationBuilder.Sql(EmbeddedSql.Read(typeof(StoreGaps).Assembly, $"Views/{file}.sql"));
    }
}
