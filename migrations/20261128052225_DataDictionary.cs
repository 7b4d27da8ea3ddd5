using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace EcommerceEtl.Migrations
{
    /// <inheritdoc />
    public partial class DataDictionary : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // The texts stand in the row classes, and in this migration's own copy of the model: written out as EF does, they would be 2,500 lines.
            foreach (var table in TargetModel.GetEntityTypes())
            {
                migrationBuilder.Sql($"COMMENT ON TABLE {table.GetTableName()} IS {Quoted(table.GetComment())}");
                foreach (var column in table.GetProperties())
                    migrationBuilder.Sql($"COMMENT ON COLUMN {table.GetTableName()}.{column.GetColumnName()} IS {Quoted(column.GetComment())}");
            }
            migrationBuilder.RunFrozen("DataDictionary/comments");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) =>
            migrationBuilder.RunFrozen("DataDictionary/drop_comments");

        private static string Quoted(string text) => $"'{text.Replace("'", "''")}'";
    }
}
