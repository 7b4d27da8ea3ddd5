using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace EcommerceEtl.Migrations
{
    /// <inheritdoc />
    public partial class DriftComments : Migration
    {
        private const string Before =
            "Names of fields that no earlier success had noted: +path appeared, -path vanished, !path could not be used in some record "
            + "and was left out. Empty where there was none.";

        private const string Now =
            "What no earlier success had noted of the fields: -path vanished, !path could not be used in some record and was left out; "
            + "of those that the kind of shop does not know their number and a hash of their names, such as +2 unknown (1b29a0fe). "
            + "Empty where there was none.";

        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AlterColumn<string[]>(
                name: "drift",
                table: "etl_run_entities",
                type: "text[]",
                nullable: false,
                comment: Now,
                oldClrType: typeof(string[]),
                oldType: "text[]",
                oldComment: Before);
            migrationBuilder.Sql(
                "COMMENT ON COLUMN run_log.drift IS 'What is new of the fields, parted by commas: known ones that vanished (-path) or "
                + "could not be used (!path), and the number of unknown ones with a hash of their names (+2 unknown (1b29a0fe)); NULL "
                + "where entity is.'");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AlterColumn<string[]>(
                name: "drift",
                table: "etl_run_entities",
                type: "text[]",
                nullable: false,
                comment: Before,
                oldClrType: typeof(string[]),
                oldType: "text[]",
                oldComment: Now);
            migrationBuilder.Sql(
                "COMMENT ON COLUMN run_log.drift IS 'Names of fields that appeared (+path), vanished (-path) or could not be used (!path), "
                + "parted by commas; NULL where entity is.'");
        }
    }
}
