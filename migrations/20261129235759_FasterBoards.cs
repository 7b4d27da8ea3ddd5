using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace EcommerceEtl.Migrations
{
    /// <inheritdoc />
    public partial class FasterBoards : Migration
    {
        // Where the text before this migration stands.
        private static readonly (string Function, string Before)[] Changed =
        [
            ("funnel_days", "WholeDays"), ("funnel_lines", "OwnersBoard"), ("funnel_products", "OwnersBoard"),
            ("funnel_sales", "OwnersBoard"), ("funnel_buyers", "OwnersBoard"), ("funnel_cities", "OwnersBoard"),
            ("funnel_cohorts", "OwnersBoard"), ("funnel_returning", "OwnersBoard"),
        ];

        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("DROP FUNCTION create_missing_indexes");
            migrationBuilder.RunFrozen("FasterBoards/create_missing_indexes");
            MakeIndexAnew(migrationBuilder);

            foreach (var (function, _) in Changed)
                migrationBuilder.Sql($"DROP FUNCTION {function}");
            foreach (var (function, _) in Changed)
                migrationBuilder.RunFrozen($"FasterBoards/{function}");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("DROP FUNCTION create_missing_indexes");
            migrationBuilder.RunFrozen("DeferredIndexes/create_missing_indexes");
            MakeIndexAnew(migrationBuilder);

            foreach (var (function, _) in Changed)
                migrationBuilder.Sql($"DROP FUNCTION {function}");
            foreach (var (function, before) in Changed)
                migrationBuilder.RunFrozen($"{before}/{function}");
        }

        // An empty warehouse gets its indexes with its first load.
        private static void MakeIndexAnew(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
            DROP INDEX IF EXISTS ix_order_sales_store_id_cause_day;
            DO $$ BEGIN
              IF EXISTS (SELECT FROM carts) THEN
                PERFORM create_missing_indexes();
              END IF;
            END $$
            """);
    }
}
