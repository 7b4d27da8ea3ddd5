using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace EcommerceEtl.Migrations
{
    /// <inheritdoc />
    public partial class FillTrigger : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropCheckConstraint(
                name: "ck_etl_runs_trigger",
                table: "etl_runs");

            migrationBuilder.AlterColumn<long>(
                name: "source_count",
                table: "source_state",
                type: "bigint",
                nullable: true,
                comment: "How many the shop has of what is held; where it is read whole, how many came. NULL before it was counted.",
                oldClrType: typeof(long),
                oldType: "bigint",
                oldNullable: true,
                oldComment: "How many the shop says it has, of what is complete; NULL where it is read whole.");

            migrationBuilder.AlterColumn<DateTime>(
                name: "complete_since",
                table: "source_state",
                type: "timestamp with time zone",
                nullable: true,
                comment: "UTC: what was created at the shop since then is held, and nothing that is older; infinity while nothing is held yet, NULL if all is held.",
                oldClrType: typeof(DateTime),
                oldType: "timestamp with time zone",
                oldNullable: true,
                oldComment: "UTC: what was created at the shop since then is complete, and history before it is still being filled; NULL if all is.");

            migrationBuilder.AlterColumn<string>(
                name: "trigger",
                table: "etl_runs",
                type: "text",
                nullable: false,
                comment: "What asked for it: schedule, startup (the catch-up of a starting worker), manual, replay, backfill or fill (a run before it, which left a part of the shop's history to be read).",
                oldClrType: typeof(string),
                oldType: "text",
                oldComment: "What asked for it: schedule, startup (the catch-up of a starting worker), manual, replay or backfill.");

            migrationBuilder.AddCheckConstraint(
                name: "ck_etl_runs_trigger",
                table: "etl_runs",
                sql: "trigger IN ('schedule', 'startup', 'manual', 'replay', 'backfill', 'fill')");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropCheckConstraint(
                name: "ck_etl_runs_trigger",
                table: "etl_runs");

            migrationBuilder.AlterColumn<long>(
                name: "source_count",
                table: "source_state",
                type: "bigint",
                nullable: true,
                comment: "How many the shop says it has, of what is complete; NULL where it is read whole.",
                oldClrType: typeof(long),
                oldType: "bigint",
                oldNullable: true,
                oldComment: "How many the shop has of what is held; where it is read whole, how many came. NULL before it was counted.");

            migrationBuilder.AlterColumn<DateTime>(
                name: "complete_since",
                table: "source_state",
                type: "timestamp with time zone",
                nullable: true,
                comment: "UTC: what was created at the shop since then is complete, and history before it is still being filled; NULL if all is.",
                oldClrType: typeof(DateTime),
                oldType: "timestamp with time zone",
                oldNullable: true,
                oldComment: "UTC: what was created at the shop since then is held, and nothing that is older; infinity while nothing is held yet, NULL if all is held.");

            migrationBuilder.AlterColumn<string>(
                name: "trigger",
                table: "etl_runs",
                type: "text",
                nullable: false,
                comment: "What asked for it: schedule, startup (the catch-up of a starting worker), manual, replay or backfill.",
                oldClrType: typeof(string),
                oldType: "text",
                oldComment: "What asked for it: schedule, startup (the catch-up of a starting worker), manual, replay, backfill or fill (a run before it, which left a part of the shop's history to be read).");

            migrationBuilder.AddCheckConstraint(
                name: "ck_etl_runs_trigger",
                table: "etl_runs",
                sql: "trigger IN ('schedule', 'startup', 'manual', 'replay', 'backfill')");
        }
    }
}
