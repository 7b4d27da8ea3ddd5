using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace EcommerceEtl.Migrations
{
    /// <inheritdoc />
    public partial class StoreAddresses : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropCheckConstraint(
                name: "ck_stores_host",
                table: "stores");

            migrationBuilder.RenameColumn(
                name: "host",
                table: "stores",
                newName: "address");

            migrationBuilder.AddCheckConstraint(
                name: "ck_stores_address",
                table: "stores",
                sql: "address ~ '^(https?://[^A-Z/?#@\\s]+(/[^?#\\s]*)?|[^A-Z/?#@\\s]+)$' AND address !~ '/$'");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropCheckConstraint(
                name: "ck_stores_address",
                table: "stores");

            migrationBuilder.RenameColumn(
                name: "address",
                table: "stores",
                newName: "host");

            // The release before knows the host alone.
            migrationBuilder.Sql(@"UPDATE stores SET host = lower(btrim(regexp_replace(host, '^https?://(\[[^]]*\]|[^/:]*).*$', '\1'), '[]'))");

            migrationBuilder.AddCheckConstraint(
                name: "ck_stores_host",
                table: "stores",
                sql: "host = lower(host)");
        }
    }
}
