using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace EcommerceEtl.Migrations
{
    /// <inheritdoc />
    public partial class DeferredIndexes : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.RunFrozen("DeferredIndexes/create_missing_indexes");

            // A warehouse with rows keeps its indexes; an empty one gets them back with its first load.
            migrationBuilder.Sql("""
                DO $$ BEGIN
                  IF NOT EXISTS (SELECT FROM carts) THEN
                    DROP INDEX IF EXISTS
                      ix_carts_store_id_day, ix_carts_abandoned, ix_carts_store_id_user_id_day, ix_carts_store_id_city_day,
                      ix_cart_lines_store_id_day, ix_cart_lines_day, ix_cart_lines_store_id_product_id_day, ix_orders_store_id_day,
                      ix_order_sales_day, ix_order_sales_store_id_cause_day, ix_order_sales_store_id_product_id_day;
                  END IF;
                END $$
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("SELECT create_missing_indexes()");
            migrationBuilder.Sql("DROP FUNCTION create_missing_indexes");
        }
    }
}
