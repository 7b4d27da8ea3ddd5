using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace EcommerceEtl.Migrations
{
    /// <inheritdoc />
    public partial class LoadedChunks : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "loaded_chunks",
                columns: table => new
                {
                    store_id = table.Column<short>(type: "smallint", nullable: false, comment: "Number of the store (stores.store_id)."),
                    entity = table.Column<string>(type: "text", nullable: false, comment: "customers or carts."),
                    sha256 = table.Column<string>(type: "text", nullable: false, comment: "Name of the chunk: the SHA-256 of its uncompressed bytes, 64 hexadecimal digits."),
                    bytes = table.Column<long>(type: "bigint", nullable: false, comment: "Uncompressed size in bytes."),
                    accepted = table.Column<long>(type: "bigint", nullable: false, comment: "Number of elements that are rows."),
                    rejected = table.Column<long>(type: "bigint", nullable: false, comment: "Number of elements that were rejected; such a chunk is mapped again in each run."),
                    skipped = table.Column<long>(type: "bigint", nullable: false, comment: "Number of elements that are none of the store's figures, such as orders in another currency."),
                    lines = table.Column<long>(type: "bigint", nullable: false, comment: "Number of lines of its carts; 0 for customers."),
                    gross_value = table.Column<decimal>(type: "numeric(28,7)", precision: 28, scale: 7, nullable: false, comment: "Price times quantity of the priced lines of its carts, in the store's currency, 7 decimals; 0 for customers."),
                    unpriced = table.Column<long>(type: "bigint", nullable: false, comment: "Number of lines of its carts whose product was never seen; with some the chunk is mapped again once a product becomes known."),
                    orders = table.Column<long>(type: "bigint", nullable: false, comment: "Number of its carts that are orders."),
                    sales = table.Column<long>(type: "bigint", nullable: false, comment: "Number of rows of these orders."),
                    sales_value = table.Column<decimal>(type: "numeric(28,7)", precision: 28, scale: 7, nullable: false, comment: "What these rows add up to, tax included, in the store's currency, 7 decimals."),
                    differing = table.Column<long>(type: "bigint", nullable: false, comment: "Number of its orders of which the shop states another total than their rows add up to."),
                    newest_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true, comment: "UTC time of its newest cart; a price that comes into force before it has the chunk mapped again. NULL for customers, and where no cart is a row."),
                    notes = table.Column<string>(type: "jsonb", nullable: true, comment: "JSON: skipped_by_currency (number of skipped orders by their currency), left_out (paths of details that some records lack). NULL where there is neither.")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_loaded_chunks", x => new { x.store_id, x.entity, x.sha256 });
                    table.CheckConstraint("ck_loaded_chunks_counts", "bytes >= 0 AND accepted >= 0 AND rejected >= 0 AND skipped >= 0 AND lines >= 0 AND unpriced >= 0 AND orders >= 0 AND sales >= 0 AND differing >= 0");
                    table.CheckConstraint("ck_loaded_chunks_entity", "entity IN ('customers', 'carts')");
                    table.CheckConstraint("ck_loaded_chunks_gross_value", "gross_value >= 0 AND gross_value <> 'NaN'::numeric");
                    table.CheckConstraint("ck_loaded_chunks_sales_value", "sales_value <> 'NaN'::numeric");
                    table.ForeignKey(
                        name: "fk_loaded_chunks_stores_store_id",
                        column: x => x.store_id,
                        principalTable: "stores",
                        principalColumn: "store_id",
                        onDelete: ReferentialAction.Restrict);
                },
                comment: "What this database holds of each landed chunk of customers and carts: the next load maps only the chunks that are not named here. A store of which nothing is named is loaded whole.");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "loaded_chunks");
        }
    }
}
