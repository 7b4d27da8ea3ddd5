using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace EcommerceEtl.Migrations
{
    /// <inheritdoc />
    public partial class ErasureAndRetention : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTime>(
                name: "retired_at",
                table: "stores",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "payload_hash",
                table: "quarantine",
                type: "text",
                nullable: true);

            migrationBuilder.Sql("UPDATE quarantine SET payload_hash = encode(sha256(convert_to(payload, 'UTF8')), 'hex')");

            migrationBuilder.AlterColumn<string>(
                name: "payload_hash",
                table: "quarantine",
                type: "text",
                nullable: false,
                oldClrType: typeof(string),
                oldType: "text",
                oldNullable: true);

            // What the quarantine holds by now obeys the rules for what enters it: nothing of a record that is settled, 64 KiB of one that is not (a character
            // has up to 4 bytes), and 10,000 open rows of a store.
            migrationBuilder.Sql("UPDATE quarantine SET payload = '' WHERE status = 'resolved' AND payload <> ''");

            migrationBuilder.Sql("UPDATE quarantine SET payload = left(payload, 16384) WHERE octet_length(payload) > 65536");

            migrationBuilder.Sql(
                "DELETE FROM quarantine q USING (SELECT store_id, entity, record_key, row_number() OVER (PARTITION BY store_id ORDER BY entity, record_key) AS number "
                + "FROM quarantine WHERE status = 'open') o "
                + "WHERE o.number > 10000 AND q.store_id = o.store_id AND q.entity = o.entity AND q.record_key = o.record_key");

            migrationBuilder.CreateTable(
                name: "erased_customers",
                columns: table => new
                {
                    store_id = table.Column<short>(type: "smallint", nullable: false),
                    user_id = table.Column<long>(type: "bigint", nullable: false),
                    erased_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_erased_customers", x => new { x.store_id, x.user_id });
                    table.ForeignKey(
                        name: "fk_erased_customers_stores_store_id",
                        column: x => x.store_id,
                        principalTable: "stores",
                        principalColumn: "store_id",
                        onDelete: ReferentialAction.Restrict);
                });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "erased_customers");

            migrationBuilder.DropColumn(
                name: "retired_at",
                table: "stores");

            migrationBuilder.DropColumn(
                name: "payload_hash",
                table: "quarantine");
        }
    }
}
