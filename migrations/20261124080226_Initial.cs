using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace EcommerceEtl.Migrations
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "cart_lines",
                columns: table => new
                {
                    store_id = table.Column<short>(type: "smallint", nullable: false),
                    cart_id = table.Column<long>(type: "bigint", nullable: false),
                    line_no = table.Column<short>(type: "smallint", nullable: false),
                    product_id = table.Column<long>(type: "bigint", nullable: true),
                    quantity = table.Column<decimal>(type: "numeric(12,3)", precision: 12, scale: 3, nullable: false),
                    unit_price = table.Column<decimal>(type: "numeric(19,4)", precision: 19, scale: 4, nullable: true),
                    day = table.Column<DateOnly>(type: "date", nullable: false),
                    viewed_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    carted_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    purchased_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_cart_lines", x => new { x.store_id, x.cart_id, x.line_no });
                    table.CheckConstraint("ck_cart_lines_line_no", "line_no > 0");
                    table.CheckConstraint("ck_cart_lines_quantity", "quantity > 0 AND quantity <> 'NaN'::numeric");
                    table.CheckConstraint("ck_cart_lines_unit_price", "unit_price >= 0 AND unit_price <> 'NaN'::numeric");
                });

            migrationBuilder.CreateTable(
                name: "carts",
                columns: table => new
                {
                    store_id = table.Column<short>(type: "smallint", nullable: false),
                    cart_id = table.Column<long>(type: "bigint", nullable: false),
                    source_id = table.Column<string>(type: "text", nullable: true),
                    user_id = table.Column<long>(type: "bigint", nullable: true),
                    placed_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    day = table.Column<DateOnly>(type: "date", nullable: false),
                    viewed = table.Column<bool>(type: "boolean", nullable: false),
                    carted = table.Column<bool>(type: "boolean", nullable: false),
                    purchased = table.Column<bool>(type: "boolean", nullable: false),
                    lines = table.Column<int>(type: "integer", nullable: false),
                    gross_value = table.Column<decimal>(type: "numeric(28,7)", precision: 28, scale: 7, nullable: false),
                    units = table.Column<decimal>(type: "numeric(19,3)", precision: 19, scale: 3, nullable: false),
                    revenue = table.Column<decimal>(type: "numeric(28,7)", precision: 28, scale: 7, nullable: false),
                    content_hash = table.Column<Guid>(type: "uuid", nullable: false),
                    run_id = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_carts", x => new { x.store_id, x.cart_id });
                    table.CheckConstraint("ck_carts_counts", "lines >= 0");
                    table.CheckConstraint("ck_carts_gross_value", "gross_value >= 0 AND gross_value <> 'NaN'::numeric");
                    table.CheckConstraint("ck_carts_revenue", "revenue >= 0 AND revenue <> 'NaN'::numeric");
                    table.CheckConstraint("ck_carts_units", "units >= 0 AND units <> 'NaN'::numeric");
                });

            migrationBuilder.CreateTable(
                name: "customers",
                columns: table => new
                {
                    store_id = table.Column<short>(type: "smallint", nullable: false),
                    user_id = table.Column<long>(type: "bigint", nullable: false),
                    source_id = table.Column<string>(type: "text", nullable: true),
                    city = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_customers", x => new { x.store_id, x.user_id });
                });

            migrationBuilder.CreateTable(
                name: "stores",
                columns: table => new
                {
                    store_id = table.Column<short>(type: "smallint", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    host = table.Column<string>(type: "text", nullable: false),
                    currency = table.Column<string>(type: "character(3)", nullable: false),
                    time_zone = table.Column<string>(type: "text", nullable: false),
                    view_origin = table.Column<string>(type: "text", nullable: false),
                    cart_origin = table.Column<string>(type: "text", nullable: false),
                    purchase_origin = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_stores", x => x.store_id);
                    table.CheckConstraint("ck_stores_cart_origin", "cart_origin IN ('observed', 'derived', 'simulated')");
                    table.CheckConstraint("ck_stores_currency", "currency ~ '^[A-Z]{3}$'");
                    table.CheckConstraint("ck_stores_host", "host = lower(host)");
                    table.CheckConstraint("ck_stores_name", "name ~ '^[a-z0-9][a-z0-9_-]{0,62}$'");
                    table.CheckConstraint("ck_stores_purchase_origin", "purchase_origin IN ('observed', 'derived', 'simulated')");
                    table.CheckConstraint("ck_stores_view_origin", "view_origin IN ('observed', 'derived', 'simulated')");
                });

            migrationBuilder.CreateTable(
                name: "etl_runs",
                columns: table => new
                {
                    run_id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityAlwaysColumn),
                    store_id = table.Column<short>(type: "smallint", nullable: false),
                    trigger = table.Column<string>(type: "text", nullable: false),
                    slot = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    outcome = table.Column<string>(type: "text", nullable: false),
                    started_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    finished_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    extract_ms = table.Column<long>(type: "bigint", nullable: true),
                    load_ms = table.Column<long>(type: "bigint", nullable: true),
                    window_from = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    window_to = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    snapshot_hash = table.Column<string>(type: "text", nullable: true),
                    rules_hash = table.Column<string>(type: "text", nullable: true),
                    worker_version = table.Column<string>(type: "text", nullable: false),
                    error_code = table.Column<string>(type: "text", nullable: true),
                    error = table.Column<string>(type: "text", nullable: true),
                    notes = table.Column<string>(type: "jsonb", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_etl_runs", x => x.run_id);
                    table.CheckConstraint("ck_etl_runs_counts", "extract_ms >= 0 AND load_ms >= 0");
                    table.CheckConstraint("ck_etl_runs_outcome", "outcome IN ('running', 'succeeded', 'failed', 'cancelled', 'skipped', 'abandoned')");
                    table.CheckConstraint("ck_etl_runs_trigger", "trigger IN ('schedule', 'startup', 'manual', 'replay', 'backfill')");
                    table.ForeignKey(
                        name: "fk_etl_runs_stores_store_id",
                        column: x => x.store_id,
                        principalTable: "stores",
                        principalColumn: "store_id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "product_prices",
                columns: table => new
                {
                    store_id = table.Column<short>(type: "smallint", nullable: false),
                    product_id = table.Column<long>(type: "bigint", nullable: false),
                    valid_from = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    price = table.Column<decimal>(type: "numeric(19,4)", precision: 19, scale: 4, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_product_prices", x => new { x.store_id, x.product_id, x.valid_from });
                    table.CheckConstraint("ck_product_prices_price", "price >= 0 AND price <> 'NaN'::numeric");
                    table.ForeignKey(
                        name: "fk_product_prices_stores_store_id",
                        column: x => x.store_id,
                        principalTable: "stores",
                        principalColumn: "store_id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "products",
                columns: table => new
                {
                    store_id = table.Column<short>(type: "smallint", nullable: false),
                    product_id = table.Column<long>(type: "bigint", nullable: false),
                    source_id = table.Column<string>(type: "text", nullable: true),
                    title = table.Column<string>(type: "text", nullable: false),
                    category = table.Column<string>(type: "text", nullable: false),
                    price = table.Column<decimal>(type: "numeric(19,4)", precision: 19, scale: 4, nullable: false),
                    rating = table.Column<decimal>(type: "numeric(3,2)", precision: 3, scale: 2, nullable: true),
                    rating_count = table.Column<int>(type: "integer", nullable: true),
                    loaded_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    removed_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_products", x => new { x.store_id, x.product_id });
                    table.CheckConstraint("ck_products_counts", "rating_count >= 0");
                    table.CheckConstraint("ck_products_price", "price >= 0 AND price <> 'NaN'::numeric");
                    table.CheckConstraint("ck_products_rating", "rating >= 0 AND rating <> 'NaN'::numeric");
                    table.ForeignKey(
                        name: "fk_products_stores_store_id",
                        column: x => x.store_id,
                        principalTable: "stores",
                        principalColumn: "store_id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "quarantine",
                columns: table => new
                {
                    store_id = table.Column<short>(type: "smallint", nullable: false),
                    entity = table.Column<string>(type: "text", nullable: false),
                    record_key = table.Column<string>(type: "text", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: false),
                    path = table.Column<string>(type: "text", nullable: false),
                    payload = table.Column<string>(type: "text", nullable: false),
                    first_seen_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    last_seen_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    run_id = table.Column<long>(type: "bigint", nullable: false),
                    status = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_quarantine", x => new { x.store_id, x.entity, x.record_key });
                    table.CheckConstraint("ck_quarantine_entity", "entity IN ('products', 'customers', 'carts')");
                    table.CheckConstraint("ck_quarantine_reason", "reason IN ('missing_field', 'wrong_type', 'out_of_range', 'bad_date', 'future_date', 'bad_text', 'too_long', 'duplicate_key', 'id_collision', 'foreign_currency')");
                    table.CheckConstraint("ck_quarantine_status", "status IN ('open', 'resolved', 'discarded')");
                    table.ForeignKey(
                        name: "fk_quarantine_stores_store_id",
                        column: x => x.store_id,
                        principalTable: "stores",
                        principalColumn: "store_id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "source_state",
                columns: table => new
                {
                    store_id = table.Column<short>(type: "smallint", nullable: false),
                    entity = table.Column<string>(type: "text", nullable: false),
                    etag = table.Column<string>(type: "text", nullable: true),
                    last_modified = table.Column<string>(type: "text", nullable: true),
                    cursor = table.Column<string>(type: "text", nullable: true),
                    entity_hash = table.Column<string>(type: "text", nullable: false),
                    run_id = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_source_state", x => new { x.store_id, x.entity });
                    table.CheckConstraint("ck_source_state_entity", "entity IN ('products', 'customers', 'carts')");
                    table.ForeignKey(
                        name: "fk_source_state_stores_store_id",
                        column: x => x.store_id,
                        principalTable: "stores",
                        principalColumn: "store_id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "etl_run_entities",
                columns: table => new
                {
                    run_id = table.Column<long>(type: "bigint", nullable: false),
                    entity = table.Column<string>(type: "text", nullable: false),
                    extracted = table.Column<long>(type: "bigint", nullable: false),
                    duplicates = table.Column<long>(type: "bigint", nullable: false),
                    inserted = table.Column<long>(type: "bigint", nullable: false),
                    updated = table.Column<long>(type: "bigint", nullable: false),
                    unchanged = table.Column<long>(type: "bigint", nullable: false),
                    removed = table.Column<long>(type: "bigint", nullable: false),
                    rejected = table.Column<long>(type: "bigint", nullable: false),
                    unpriced = table.Column<long>(type: "bigint", nullable: false),
                    live = table.Column<long>(type: "bigint", nullable: false),
                    bytes = table.Column<long>(type: "bigint", nullable: false),
                    drift = table.Column<string[]>(type: "text[]", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_etl_run_entities", x => new { x.run_id, x.entity });
                    table.CheckConstraint("ck_etl_run_entities_counts", "extracted >= 0 AND duplicates >= 0 AND inserted >= 0 AND updated >= 0 AND unchanged >= 0 AND removed >= 0 AND rejected >= 0 AND unpriced >= 0 AND live >= 0 AND bytes >= 0");
                    table.CheckConstraint("ck_etl_run_entities_entity", "entity IN ('products', 'customers', 'carts')");
                    table.ForeignKey(
                        name: "fk_etl_run_entities_etl_runs_run_id",
                        column: x => x.run_id,
                        principalTable: "etl_runs",
                        principalColumn: "run_id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "restatements",
                columns: table => new
                {
                    run_id = table.Column<long>(type: "bigint", nullable: false),
                    store_id = table.Column<short>(type: "smallint", nullable: false),
                    day = table.Column<DateOnly>(type: "date", nullable: false),
                    orders_before = table.Column<long>(type: "bigint", nullable: false),
                    orders_after = table.Column<long>(type: "bigint", nullable: false),
                    revenue_before = table.Column<decimal>(type: "numeric(28,7)", precision: 28, scale: 7, nullable: false),
                    revenue_after = table.Column<decimal>(type: "numeric(28,7)", precision: 28, scale: 7, nullable: false),
                    cause = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_restatements", x => new { x.run_id, x.store_id, x.day });
                    table.CheckConstraint("ck_restatements_counts", "orders_before >= 0 AND orders_after >= 0");
                    table.CheckConstraint("ck_restatements_revenue_after", "revenue_after >= 0 AND revenue_after <> 'NaN'::numeric");
                    table.CheckConstraint("ck_restatements_revenue_before", "revenue_before >= 0 AND revenue_before <> 'NaN'::numeric");
                    table.ForeignKey(
                        name: "fk_restatements_etl_runs_run_id",
                        column: x => x.run_id,
                        principalTable: "etl_runs",
                        principalColumn: "run_id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_cart_lines_store_id_day",
                table: "cart_lines",
                columns: new[] { "store_id", "day" },
                filter: "purchased_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_carts_store_id_day",
                table: "carts",
                columns: new[] { "store_id", "day" })
                .Annotation("Npgsql:IndexInclude", new[] { "revenue", "viewed", "carted", "purchased" });

            migrationBuilder.CreateIndex(
                name: "ux_etl_runs_slot_skipped",
                table: "etl_runs",
                columns: new[] { "store_id", "slot" },
                unique: true,
                filter: "outcome = 'skipped'");

            migrationBuilder.CreateIndex(
                name: "ux_etl_runs_slot_taken",
                table: "etl_runs",
                columns: new[] { "store_id", "slot" },
                unique: true,
                filter: "outcome IN ('running', 'succeeded')");

            migrationBuilder.CreateIndex(
                name: "ux_stores_name",
                table: "stores",
                column: "name",
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "cart_lines");

            migrationBuilder.DropTable(
                name: "carts");

            migrationBuilder.DropTable(
                name: "customers");

            migrationBuilder.DropTable(
                name: "etl_run_entities");

            migrationBuilder.DropTable(
                name: "product_prices");

            migrationBuilder.DropTable(
                name: "products");

            migrationBuilder.DropTable(
                name: "quarantine");

            migrationBuilder.DropTable(
                name: "restatements");

            migrationBuilder.DropTable(
                name: "source_state");

            migrationBuilder.DropTable(
                name: "etl_runs");

            migrationBuilder.DropTable(
                name: "stores");
        }
    }
}
