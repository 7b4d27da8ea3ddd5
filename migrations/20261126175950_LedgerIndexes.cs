using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace EcommerceEtl.Migrations
{
    /// <inheritdoc />
    public partial class LedgerIndexes : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(
                name: "ix_etl_runs_accepted_shrink",
                table: "etl_runs",
                columns: new[] { "store_id", "run_id" },
                filter: "notes ? 'accepted_shrink'");

            migrationBuilder.CreateIndex(
                name: "ix_etl_runs_store_id_outcome_run_id",
                table: "etl_runs",
                columns: new[] { "store_id", "outcome", "run_id" });

            migrationBuilder.CreateIndex(
                name: "ix_etl_runs_store_id_slot",
                table: "etl_runs",
                columns: new[] { "store_id", "slot" });

            migrationBuilder.CreateIndex(
                name: "ix_etl_runs_store_id_started_at",
                table: "etl_runs",
                columns: new[] { "store_id", "started_at" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_etl_runs_accepted_shrink",
                table: "etl_runs");

            migrationBuilder.DropIndex(
                name: "ix_etl_runs_store_id_outcome_run_id",
                table: "etl_runs");

            migrationBuilder.DropIndex(
                name: "ix_etl_runs_store_id_slot",
                table: "etl_runs");

            migrationBuilder.DropIndex(
                name: "ix_etl_runs_store_id_started_at",
                table: "etl_runs");
        }
    }
}
