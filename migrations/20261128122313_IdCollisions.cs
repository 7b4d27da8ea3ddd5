using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace EcommerceEtl.Migrations
{
    /// <inheritdoc />
    public partial class IdCollisions : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // What was rejected for a reason that is no longer given is over: an id that collides with another now ends the run.
            migrationBuilder.Sql(
                "UPDATE quarantine SET status = 'resolved', payload = '' WHERE reason IN ('id_collision', 'foreign_currency')");
            migrationBuilder.DropCheckConstraint(
                name: "ck_quarantine_reason",
                table: "quarantine");

            migrationBuilder.AlterColumn<string>(
                name: "reason",
                table: "quarantine",
                type: "text",
                nullable: false,
                comment: "Why it was rejected: missing_field, wrong_type, "
                    + "out_of_range, bad_date, future_date, bad_text, too_long or duplicate_key.",
                oldClrType: typeof(string),
                oldType: "text",
                oldComment: "Why it was rejected: missing_field, wrong_type, "
                    + "out_of_range, bad_date, future_date, bad_text, too_long, duplicate_key, id_collision or foreign_currency.");

            migrationBuilder.AddCheckConstraint(
                name: "ck_quarantine_reason",
                table: "quarantine",
                sql: "status = 'resolved' OR reason IN ('missing_field', 'wrong_type', 'out_of_range', 'bad_date', 'future_date', "
                    + "'bad_text', 'too_long', 'duplicate_key')");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropCheckConstraint(
                name: "ck_quarantine_reason",
                table: "quarantine");

            migrationBuilder.AlterColumn<string>(
                name: "reason",
                table: "quarantine",
                type: "text",
                nullable: false,
                comment: "Why it was rejected: missing_field, wrong_type, "
                    + "out_of_range, bad_date, future_date, bad_text, too_long, duplicate_key, id_collision or foreign_currency.",
                oldClrType: typeof(string),
                oldType: "text",
                oldComment: "Why it was rejected: missing_field, wrong_type, "
                    + "out_of_range, bad_date, future_date, bad_text, too_long or duplicate_key.");

            migrationBuilder.AddCheckConstraint(
                name: "ck_quarantine_reason",
                table: "quarantine",
                sql: "reason IN ('missing_field', 'wrong_type', 'out_of_range', 'bad_date', 'future_date', 'bad_text', 'too_long', "
                    + "'duplicate_key', 'id_collision', 'foreign_currency')");
        }
    }
}
