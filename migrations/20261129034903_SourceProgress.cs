using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace EcommerceEtl.Migrations
{
    /// <inheritdoc />
    public partial class SourceProgress : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTime>(
                name: "complete_since",
                table: "source_state",
                type: "timestamp with time zone",
                nullable: true,
                comment: "UTC: what was created at the shop since then is complete, and history before it is still being filled; NULL if all is.");

            migrationBuilder.AddColumn<DateTime>(
                name: "cursor",
                table: "source_state",
                type: "timestamp with time zone",
                nullable: true,
                comment: "UTC, by the shop's clock: up to when its changes have been read; NULL where it is read whole.");

            migrationBuilder.AddColumn<long>(
                name: "source_count",
                table: "source_state",
                type: "bigint",
                nullable: true,
                comment: "How many the shop says it has, of what is complete; NULL where it is read whole.");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "complete_since",
                table: "source_state");

            migrationBuilder.DropColumn(
                name: "cursor",
                table: "source_state");

            migrationBuilder.DropColumn(
                name: "source_count",
                table: "source_state");
        }
    }
}
