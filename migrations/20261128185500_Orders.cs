using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace EcommerceEtl.Migrations
{
    /// <inheritdoc />
    public partial class Orders : Migration
    {
        private static readonly string[] Changed =
        [
            "funnel_days", "funnel_sessions", "funnel_daily", "funnel_cities", "funnel_products", "funnel_sales", "funnel_cohorts",
        ];

        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            foreach (var function in Changed)
                migrationBuilder.Sql($"DROP FUNCTION {function}");
            foreach (var view in new[] { "sessions", "board_cities" })
                migrationBuilder.Sql($"DROP VIEW {view}");

            migrationBuilder.DropCheckConstraint(
                name: "ck_stores_cart_origin",
                table: "stores");

            migrationBuilder.DropCheckConstraint(
                name: "ck_stores_purchase_origin",
                table: "stores");

            migrationBuilder.DropCheckConstraint(
                name: "ck_stores_view_origin",
                table: "stores");

            migrationBuilder.DropCheckConstraint(
                name: "ck_restatements_counts",
                table: "restatements");

            migrationBuilder.DropCheckConstraint(
                name: "ck_restatements_revenue_after",
                table: "restatements");

            migrationBuilder.DropCheckConstraint(
                name: "ck_restatements_revenue_before",
                table: "restatements");

            migrationBuilder.DropCheckConstraint(
                name: "ck_monthly_products_revenue",
                table: "monthly_products");

            migrationBuilder.DropCheckConstraint(
                name: "ck_etl_run_entities_counts",
                table: "etl_run_entities");

            migrationBuilder.DropCheckConstraint(
                name: "ck_carts_revenue",
                table: "carts");

            migrationBuilder.AlterTable(
                name: "monthly_products",
                comment: "Sums of each product in each month, kept equal to cart_lines and order_sales by every load. Net sales = revenue - returns. A month in which nothing happened to the product has no row.",
                oldComment: "Sums of the lines of each product in the carts of each month, kept equal to cart_lines by every load. A month without a line of the product has no row.");

            migrationBuilder.AlterTable(
                name: "etl_run_entities",
                comment: "Ledger: what a successful run did with each entity. extracted = duplicates + inserted + updated + unchanged + rejected + skipped.",
                oldComment: "Ledger: what a successful run did with each entity. extracted = duplicates + inserted + updated + unchanged + rejected.");

            migrationBuilder.AlterColumn<string>(
                name: "view_origin",
                table: "stores",
                type: "text",
                nullable: false,
                comment: "Where the times of views come from: observed (the shop states them), derived (implied by the cart), simulated (drawn at a rate) or none (this kind of shop cannot know them, and there are none).",
                oldClrType: typeof(string),
                oldType: "text",
                oldComment: "Where the times of views come from: observed (the shop states them), derived (implied by the cart) or simulated (drawn at a rate).");

            migrationBuilder.AlterColumn<string>(
                name: "purchase_origin",
                table: "stores",
                type: "text",
                nullable: false,
                comment: "Where the times of purchases come from: observed, derived, simulated or none, as for view_origin.",
                oldClrType: typeof(string),
                oldType: "text",
                oldComment: "Where the times of purchases come from: observed, derived or simulated, as for view_origin.");

            migrationBuilder.AlterColumn<string>(
                name: "cart_origin",
                table: "stores",
                type: "text",
                nullable: false,
                comment: "Where the times of add-to-carts come from: observed, derived, simulated or none, as for view_origin.",
                oldClrType: typeof(string),
                oldType: "text",
                oldComment: "Where the times of add-to-carts come from: observed, derived or simulated, as for view_origin.");

            migrationBuilder.AddColumn<string>(
                name: "open_carts",
                table: "stores",
                type: "text",
                nullable: false,
                defaultValue: "all",
                comment: "Which carts that are no orders the shop tells of: all, checkouts (those that got that far) or none (every session is an order).");

            migrationBuilder.AlterColumn<decimal>(
                name: "revenue_before",
                table: "restatements",
                type: "numeric(28,7)",
                precision: 28,
                scale: 7,
                nullable: false,
                comment: "Net sales of the day before the run, in the store's currency, 7 decimals; below 0 where more came back than was sold.",
                oldClrType: typeof(decimal),
                oldType: "numeric(28,7)",
                oldPrecision: 28,
                oldScale: 7,
                oldComment: "Revenue of the day before the run, in the store's currency, 0 or more, 7 decimals.");

            migrationBuilder.AlterColumn<decimal>(
                name: "revenue_after",
                table: "restatements",
                type: "numeric(28,7)",
                precision: 28,
                scale: 7,
                nullable: false,
                comment: "Net sales of the day after the run, in the store's currency, 7 decimals.",
                oldClrType: typeof(decimal),
                oldType: "numeric(28,7)",
                oldPrecision: 28,
                oldScale: 7,
                oldComment: "Revenue of the day after the run, in the store's currency, 0 or more, 7 decimals.");

            migrationBuilder.AddColumn<long>(
                name: "sessions_after",
                table: "restatements",
                type: "bigint",
                nullable: true,
                comment: "Number of sessions of the day after the run; NULL in rows of releases that did not count them.");

            migrationBuilder.AddColumn<long>(
                name: "sessions_before",
                table: "restatements",
                type: "bigint",
                nullable: true,
                comment: "Number of sessions of the day before the run; NULL in rows of releases that did not count them.");

            migrationBuilder.AlterColumn<decimal>(
                name: "units",
                table: "monthly_products",
                type: "numeric(19,3)",
                precision: 19,
                scale: 3,
                nullable: false,
                comment: "Units sold, with a price or without, 0 or more, 3 decimals.",
                oldClrType: typeof(decimal),
                oldType: "numeric(19,3)",
                oldPrecision: 19,
                oldScale: 3,
                oldComment: "Quantity of the bought lines, with a price or without, 0 or more, 3 decimals.");

            migrationBuilder.AlterColumn<decimal>(
                name: "revenue",
                table: "monthly_products",
                type: "numeric(28,7)",
                precision: 28,
                scale: 7,
                nullable: false,
                comment: "What was sold, gross less discounts, in the store's currency, 7 decimals. Lines without a price add nothing.",
                oldClrType: typeof(decimal),
                oldType: "numeric(28,7)",
                oldPrecision: 28,
                oldScale: 7,
                oldComment: "Price times quantity of the bought lines that have a price, in the store's currency, 0 or more, 7 decimals.");

            migrationBuilder.AlterColumn<long>(
                name: "product_id",
                table: "monthly_products",
                type: "bigint",
                nullable: false,
                comment: "The product (products.product_id); 0 stands for lines and rows without one, fees and adjustments among them.",
                oldClrType: typeof(long),
                oldType: "bigint",
                oldComment: "The product (products.product_id); 0 stands for lines without one.");

            migrationBuilder.AlterColumn<DateOnly>(
                name: "month",
                table: "monthly_products",
                type: "date",
                nullable: false,
                comment: "First day of the month: that of the carts' days, and of orders' rows that of their own days.",
                oldClrType: typeof(DateOnly),
                oldType: "date",
                oldComment: "First day of the month, which is that of the carts' days.");

            migrationBuilder.AddColumn<decimal>(
                name: "returned_units",
                table: "monthly_products",
                type: "numeric(19,3)",
                precision: 19,
                scale: 3,
                nullable: false,
                defaultValue: 0m,
                comment: "Units that came back in the month, 0 or more, 3 decimals.");

            migrationBuilder.AddColumn<decimal>(
                name: "returns",
                table: "monthly_products",
                type: "numeric(28,7)",
                precision: 28,
                scale: 7,
                nullable: false,
                defaultValue: 0m,
                comment: "What came back in the month, gross less discounts, in the store's currency, 7 decimals; above 0 where money went back.");

            migrationBuilder.AddColumn<long>(
                name: "skipped",
                table: "etl_run_entities",
                type: "bigint",
                nullable: false,
                defaultValue: 0L,
                comment: "Number of elements that are none of the store's figures, such as orders in another currency.");

            migrationBuilder.AlterColumn<decimal>(
                name: "units",
                table: "carts",
                type: "numeric(19,3)",
                precision: 19,
                scale: 3,
                nullable: false,
                comment: "Quantity of the bought lines, with a price or without, 0 or more, 3 decimals; of a cart with an order the units sold.",
                oldClrType: typeof(decimal),
                oldType: "numeric(19,3)",
                oldPrecision: 19,
                oldScale: 3,
                oldComment: "Quantity of the bought lines, with a price or without, 0 or more, 3 decimals.");

            migrationBuilder.AlterColumn<decimal>(
                name: "revenue",
                table: "carts",
                type: "numeric(28,7)",
                precision: 28,
                scale: 7,
                nullable: false,
                comment: "Price times quantity of the bought lines that have a price, in the store's currency, 7 decimals; of a cart with an order gross less discounts as it was placed and edited. What came back is not taken off.",
                oldClrType: typeof(decimal),
                oldType: "numeric(28,7)",
                oldPrecision: 28,
                oldScale: 7,
                oldComment: "Price times quantity of the bought lines that have a price, in the store's currency, 0 or more, 7 decimals.");

            migrationBuilder.AlterColumn<bool>(
                name: "purchased",
                table: "carts",
                type: "boolean",
                nullable: false,
                comment: "True if the cart is an order: one of its lines was bought, or the shop says so.",
                oldClrType: typeof(bool),
                oldType: "boolean",
                oldComment: "True if one of its lines was bought: the cart is an order.");

            migrationBuilder.AlterColumn<DateOnly>(
                name: "day",
                table: "carts",
                type: "date",
                nullable: false,
                comment: "Day on which the cart counts, in the store's time zone: that of its order (orders.day) where it is a sale, else that of placed_at.",
                oldClrType: typeof(DateOnly),
                oldType: "date",
                oldComment: "Day of placed_at in the store's time zone: the day on which the whole cart counts.");

            migrationBuilder.CreateTable(
                name: "daily_totals",
                columns: table => new
                {
                    store_id = table.Column<short>(type: "smallint", nullable: false, comment: "Number of the store (stores.store_id)."),
                    day = table.Column<DateOnly>(type: "date", nullable: false, comment: "Day in the store's time zone."),
                    sessions = table.Column<long>(type: "bigint", nullable: false, comment: "Number of carts."),
                    viewed = table.Column<long>(type: "bigint", nullable: false, comment: "Number of carts with a view."),
                    carted = table.Column<long>(type: "bigint", nullable: false, comment: "Number of carts with an add-to-cart."),
                    orders = table.Column<long>(type: "bigint", nullable: false, comment: "Number of carts that are orders; cancelled ones stay."),
                    abandoned = table.Column<long>(type: "bigint", nullable: false, comment: "Number of carts with an add-to-cart and no purchase, save those whose sale the shop counts no more (orders.state void)."),
                    added = table.Column<long>(type: "bigint", nullable: false, comment: "Number of carts with a view and an add-to-cart, the funnel's second step; where the store knows no views, with an add-to-cart."),
                    bought = table.Column<long>(type: "bigint", nullable: false, comment: "Number of those that are orders as well: the funnel's third step."),
                    units = table.Column<decimal>(type: "numeric(19,3)", precision: 19, scale: 3, nullable: false, comment: "Units sold, 0 or more, 3 decimals; what came back is not taken off."),
                    gross = table.Column<decimal>(type: "numeric(28,7)", precision: 28, scale: 7, nullable: false, comment: "Price times quantity of products and fees sold, before discounts, in the store's currency, 7 decimals. Of a simulated store all of its revenue."),
                    discounts = table.Column<decimal>(type: "numeric(28,7)", precision: 28, scale: 7, nullable: false, comment: "Discounts on what was sold, in the store's currency, 7 decimals."),
                    returns = table.Column<decimal>(type: "numeric(28,7)", precision: 28, scale: 7, nullable: false, comment: "Products, fees and adjustments that came back on this day, gross less discounts, in the store's currency, 7 decimals; above 0 where money went back."),
                    shipping = table.Column<decimal>(type: "numeric(28,7)", precision: 28, scale: 7, nullable: false, comment: "Shipping, sold less returned, in the store's currency, 7 decimals."),
                    tax = table.Column<decimal>(type: "numeric(28,7)", precision: 28, scale: 7, nullable: false, comment: "Tax on everything, sold less returned, in the store's currency, 7 decimals."),
                    other = table.Column<decimal>(type: "numeric(28,7)", precision: 28, scale: 7, nullable: false, comment: "Tips, duties and gift cards, sold less returned, in the store's currency, 7 decimals.")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_daily_totals", x => new { x.store_id, x.day });
                    table.CheckConstraint("ck_daily_totals_counts", "sessions >= 0 AND viewed >= 0 AND carted >= 0 AND orders >= 0 AND abandoned >= 0 AND added >= 0 AND bought >= 0");
                    table.CheckConstraint("ck_daily_totals_discounts", "discounts <> 'NaN'::numeric");
                    table.CheckConstraint("ck_daily_totals_gross", "gross <> 'NaN'::numeric");
                    table.CheckConstraint("ck_daily_totals_other", "other <> 'NaN'::numeric");
                    table.CheckConstraint("ck_daily_totals_returns", "returns <> 'NaN'::numeric");
                    table.CheckConstraint("ck_daily_totals_shipping", "shipping <> 'NaN'::numeric");
                    table.CheckConstraint("ck_daily_totals_tax", "tax <> 'NaN'::numeric");
                    table.CheckConstraint("ck_daily_totals_units", "units >= 0 AND units <> 'NaN'::numeric");
                },
                comment: "Every figure of a day that adds up, kept equal to carts and order_sales by every load. Net sales = gross - discounts - returns. A day on which nothing happened has no row.");

            migrationBuilder.CreateTable(
                name: "order_sales",
                columns: table => new
                {
                    store_id = table.Column<short>(type: "smallint", nullable: false, comment: "Number of the store (stores.store_id)."),
                    cart_id = table.Column<long>(type: "bigint", nullable: false, comment: "The cart of the order (orders.cart_id)."),
                    sale_no = table.Column<int>(type: "integer", nullable: false, comment: "Number of the row in its order, from 1, in order of time."),
                    day = table.Column<DateOnly>(type: "date", nullable: false, comment: "Day of at in the store's time zone, on which the row counts."),
                    at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false, comment: "UTC: when it happened."),
                    action = table.Column<string>(type: "text", nullable: false, comment: "sale or return."),
                    cause = table.Column<string>(type: "text", nullable: false, comment: "What made the row: order, edit, refund or cancellation."),
                    item = table.Column<string>(type: "text", nullable: false, comment: "product, fee, shipping, gift_card, tip, duty, or adjustment (money that went back without saying for what). Net sales are product, fee and adjustment."),
                    line_no = table.Column<short>(type: "smallint", nullable: true, comment: "Line of the cart (cart_lines.line_no); NULL where the row belongs to none."),
                    product_id = table.Column<long>(type: "bigint", nullable: true, comment: "The product (products.product_id), which may be unknown; NULL where the row has none."),
                    quantity = table.Column<decimal>(type: "numeric(12,3)", precision: 12, scale: 3, nullable: false, comment: "Units of a product, 3 decimals, 0 or less in a return; 0 where nothing is counted."),
                    gross = table.Column<decimal>(type: "numeric(19,4)", precision: 19, scale: 4, nullable: false, comment: "Price times quantity before discounts, without tax, in the store's currency, 4 decimals; negative where it came back."),
                    discount = table.Column<decimal>(type: "numeric(19,4)", precision: 19, scale: 4, nullable: false, comment: "What of gross was taken off, with its sign, in the store's currency, 4 decimals."),
                    tax = table.Column<decimal>(type: "numeric(19,4)", precision: 19, scale: 4, nullable: false, comment: "Tax on top, with the sign of gross, in the store's currency, 4 decimals.")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_order_sales", x => new { x.store_id, x.cart_id, x.sale_no });
                    table.CheckConstraint("ck_order_sales_action", "action IN ('sale', 'return')");
                    table.CheckConstraint("ck_order_sales_cause", "cause IN ('order', 'edit', 'refund', 'cancellation')");
                    table.CheckConstraint("ck_order_sales_item", "item IN ('product', 'fee', 'shipping', 'gift_card', 'tip', 'duty', 'adjustment')");
                    table.CheckConstraint("ck_order_sales_numbers", "'NaN'::numeric NOT IN (quantity, gross, discount, tax)");
                    table.CheckConstraint("ck_order_sales_return", "action <> 'return' OR quantity <= 0");
                },
                comment: "What was sold in an order and what came back, one signed row each, on its own day. Figures are sums of rows. Stores whose purchases are simulated have none.");

            migrationBuilder.CreateTable(
                name: "orders",
                columns: table => new
                {
                    store_id = table.Column<short>(type: "smallint", nullable: false, comment: "Number of the store (stores.store_id)."),
                    cart_id = table.Column<long>(type: "bigint", nullable: false, comment: "The cart (carts.cart_id)."),
                    number = table.Column<string>(type: "text", nullable: true, comment: "Number that the shop shows to people; NULL where it has none."),
                    state = table.Column<string>(type: "text", nullable: false, comment: "pending (no sale), placed, cancelled (a sale that was cancelled later) or void (a sale that the shop counts no more, and no abandoned checkout either)."),
                    shop_status = table.Column<string>(type: "text", nullable: false, comment: "The shop's own word for the state."),
                    placed_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true, comment: "UTC: when the order became a sale; NULL while, or where, it is none."),
                    day = table.Column<DateOnly>(type: "date", nullable: true, comment: "Day of placed_at in the store's time zone, on which the order and its cart count; NULL where placed_at is."),
                    city = table.Column<string>(type: "text", nullable: true, comment: "City that the order itself states; NULL where it states none, or its customer was erased."),
                    cancelled_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true, comment: "UTC: when it was cancelled; NULL if it was not, or the shop does not say."),
                    updated_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false, comment: "UTC: when the shop last changed it."),
                    stated_total = table.Column<decimal>(type: "numeric(19,4)", precision: 19, scale: 4, nullable: true, comment: "What the shop says is left of the order, tax included, in the store's currency, 4 decimals; NULL where it does not say."),
                    difference = table.Column<decimal>(type: "numeric(19,4)", precision: 19, scale: 4, nullable: false, comment: "stated_total less what the rows in order_sales add up to, in the store's currency, 4 decimals; 0 where nothing is stated.")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_orders", x => new { x.store_id, x.cart_id });
                    table.CheckConstraint("ck_orders_day", "(day IS NULL) = (placed_at IS NULL)");
                    table.CheckConstraint("ck_orders_difference", "difference <> 'NaN'::numeric");
                    table.CheckConstraint("ck_orders_state", "state IN ('pending', 'placed', 'cancelled', 'void')");
                    table.CheckConstraint("ck_orders_stated_total", "stated_total <> 'NaN'::numeric");
                },
                comment: "Orders, and attempts at one, as the shop states them: one row for each cart that has one. Stores whose purchases are simulated have none.");

            migrationBuilder.AddCheckConstraint(
                name: "ck_stores_cart_origin",
                table: "stores",
                sql: "cart_origin IN ('observed', 'derived', 'simulated', 'none')");

            migrationBuilder.AddCheckConstraint(
                name: "ck_stores_open_carts",
                table: "stores",
                sql: "open_carts IN ('all', 'checkouts', 'none')");

            migrationBuilder.AddCheckConstraint(
                name: "ck_stores_purchase_origin",
                table: "stores",
                sql: "purchase_origin IN ('observed', 'derived', 'simulated', 'none')");

            migrationBuilder.AddCheckConstraint(
                name: "ck_stores_view_origin",
                table: "stores",
                sql: "view_origin IN ('observed', 'derived', 'simulated', 'none')");

            migrationBuilder.AddCheckConstraint(
                name: "ck_restatements_counts",
                table: "restatements",
                sql: "orders_before >= 0 AND orders_after >= 0 AND sessions_before >= 0 AND sessions_after >= 0");

            migrationBuilder.AddCheckConstraint(
                name: "ck_restatements_revenue_after",
                table: "restatements",
                sql: "revenue_after <> 'NaN'::numeric");

            migrationBuilder.AddCheckConstraint(
                name: "ck_restatements_revenue_before",
                table: "restatements",
                sql: "revenue_before <> 'NaN'::numeric");

            migrationBuilder.AddCheckConstraint(
                name: "ck_monthly_products_returned_units",
                table: "monthly_products",
                sql: "returned_units >= 0 AND returned_units <> 'NaN'::numeric");

            migrationBuilder.AddCheckConstraint(
                name: "ck_monthly_products_returns",
                table: "monthly_products",
                sql: "returns <> 'NaN'::numeric");

            migrationBuilder.AddCheckConstraint(
                name: "ck_monthly_products_revenue",
                table: "monthly_products",
                sql: "revenue <> 'NaN'::numeric");

            migrationBuilder.AddCheckConstraint(
                name: "ck_etl_run_entities_counts",
                table: "etl_run_entities",
                sql: "extracted >= 0 AND duplicates >= 0 AND inserted >= 0 AND updated >= 0 AND unchanged >= 0 AND removed >= 0 AND rejected >= 0 AND skipped >= 0 AND unpriced >= 0 AND live >= 0 AND bytes >= 0");

            migrationBuilder.AddCheckConstraint(
                name: "ck_carts_revenue",
                table: "carts",
                sql: "revenue <> 'NaN'::numeric");

            migrationBuilder.CreateIndex(
                name: "ix_order_sales_day",
                table: "order_sales",
                column: "day")
                .Annotation("Npgsql:IndexMethod", "brin")
                .Annotation("Npgsql:StorageParameter:autosummarize", true)
                .Annotation("Npgsql:StorageParameter:pages_per_range", 16);

            migrationBuilder.RunFrozen("Orders/fill_daily_totals");
            migrationBuilder.DropTable(
                name: "daily_sessions");

            foreach (var text in new[] { "sessions", "sales", "board_cities" })
                migrationBuilder.RunFrozen($"Orders/{text}");
            foreach (var function in Changed)
                migrationBuilder.RunFrozen($"Orders/{function}");
            migrationBuilder.RunFrozen("Orders/funnel_orders");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            foreach (var function in Changed)
                migrationBuilder.Sql($"DROP FUNCTION {function}");
            migrationBuilder.Sql("DROP FUNCTION funnel_orders");
            foreach (var view in new[] { "sales", "sessions", "board_cities" })
                migrationBuilder.Sql($"DROP VIEW {view}");

            migrationBuilder.DropTable(
                name: "order_sales");

            migrationBuilder.DropTable(
                name: "orders");

            migrationBuilder.DropCheckConstraint(
                name: "ck_stores_cart_origin",
                table: "stores");

            migrationBuilder.DropCheckConstraint(
                name: "ck_stores_open_carts",
                table: "stores");

            migrationBuilder.DropCheckConstraint(
                name: "ck_stores_purchase_origin",
                table: "stores");

            migrationBuilder.DropCheckConstraint(
                name: "ck_stores_view_origin",
                table: "stores");

            migrationBuilder.DropCheckConstraint(
                name: "ck_restatements_counts",
                table: "restatements");

            migrationBuilder.DropCheckConstraint(
                name: "ck_restatements_revenue_after",
                table: "restatements");

            migrationBuilder.DropCheckConstraint(
                name: "ck_restatements_revenue_before",
                table: "restatements");

            migrationBuilder.DropCheckConstraint(
                name: "ck_monthly_products_returned_units",
                table: "monthly_products");

            migrationBuilder.DropCheckConstraint(
                name: "ck_monthly_products_returns",
                table: "monthly_products");

            migrationBuilder.DropCheckConstraint(
                name: "ck_monthly_products_revenue",
                table: "monthly_products");

            migrationBuilder.DropCheckConstraint(
                name: "ck_etl_run_entities_counts",
                table: "etl_run_entities");

            migrationBuilder.DropCheckConstraint(
                name: "ck_carts_revenue",
                table: "carts");

            migrationBuilder.DropColumn(
                name: "open_carts",
                table: "stores");

            migrationBuilder.DropColumn(
                name: "sessions_after",
                table: "restatements");

            migrationBuilder.DropColumn(
                name: "sessions_before",
                table: "restatements");

            migrationBuilder.DropColumn(
                name: "returned_units",
                table: "monthly_products");

            migrationBuilder.DropColumn(
                name: "returns",
                table: "monthly_products");

            migrationBuilder.DropColumn(
                name: "skipped",
                table: "etl_run_entities");

            migrationBuilder.AlterTable(
                name: "monthly_products",
                comment: "Sums of the lines of each product in the carts of each month, kept equal to cart_lines by every load. A month without a line of the product has no row.",
                oldComment: "Sums of each product in each month, kept equal to cart_lines and order_sales by every load. Net sales = revenue - returns. A month in which nothing happened to the product has no row.");

            migrationBuilder.AlterTable(
                name: "etl_run_entities",
                comment: "Ledger: what a successful run did with each entity. extracted = duplicates + inserted + updated + unchanged + rejected.",
                oldComment: "Ledger: what a successful run did with each entity. extracted = duplicates + inserted + updated + unchanged + rejected + skipped.");

            migrationBuilder.AlterColumn<string>(
                name: "view_origin",
                table: "stores",
                type: "text",
                nullable: false,
                comment: "Where the times of views come from: observed (the shop states them), derived (implied by the cart) or simulated (drawn at a rate).",
                oldClrType: typeof(string),
                oldType: "text",
                oldComment: "Where the times of views come from: observed (the shop states them), derived (implied by the cart), simulated (drawn at a rate) or none (this kind of shop cannot know them, and there are none).");

            migrationBuilder.AlterColumn<string>(
                name: "purchase_origin",
                table: "stores",
                type: "text",
                nullable: false,
                comment: "Where the times of purchases come from: observed, derived or simulated, as for view_origin.",
                oldClrType: typeof(string),
                oldType: "text",
                oldComment: "Where the times of purchases come from: observed, derived, simulated or none, as for view_origin.");

            migrationBuilder.AlterColumn<string>(
                name: "cart_origin",
                table: "stores",
                type: "text",
                nullable: false,
                comment: "Where the times of add-to-carts come from: observed, derived or simulated, as for view_origin.",
                oldClrType: typeof(string),
                oldType: "text",
                oldComment: "Where the times of add-to-carts come from: observed, derived, simulated or none, as for view_origin.");

            migrationBuilder.AlterColumn<decimal>(
                name: "revenue_before",
                table: "restatements",
                type: "numeric(28,7)",
                precision: 28,
                scale: 7,
                nullable: false,
                comment: "Revenue of the day before the run, in the store's currency, 0 or more, 7 decimals.",
                oldClrType: typeof(decimal),
                oldType: "numeric(28,7)",
                oldPrecision: 28,
                oldScale: 7,
                oldComment: "Net sales of the day before the run, in the store's currency, 7 decimals; below 0 where more came back than was sold.");

            migrationBuilder.AlterColumn<decimal>(
                name: "revenue_after",
                table: "restatements",
                type: "numeric(28,7)",
                precision: 28,
                scale: 7,
                nullable: false,
                comment: "Revenue of the day after the run, in the store's currency, 0 or more, 7 decimals.",
                oldClrType: typeof(decimal),
                oldType: "numeric(28,7)",
                oldPrecision: 28,
                oldScale: 7,
                oldComment: "Net sales of the day after the run, in the store's currency, 7 decimals.");

            migrationBuilder.AlterColumn<decimal>(
                name: "units",
                table: "monthly_products",
                type: "numeric(19,3)",
                precision: 19,
                scale: 3,
                nullable: false,
                comment: "Quantity of the bought lines, with a price or without, 0 or more, 3 decimals.",
                oldClrType: typeof(decimal),
                oldType: "numeric(19,3)",
                oldPrecision: 19,
                oldScale: 3,
                oldComment: "Units sold, with a price or without, 0 or more, 3 decimals.");

            migrationBuilder.AlterColumn<decimal>(
                name: "revenue",
                table: "monthly_products",
                type: "numeric(28,7)",
                precision: 28,
                scale: 7,
                nullable: false,
                comment: "Price times quantity of the bought lines that have a price, in the store's currency, 0 or more, 7 decimals.",
                oldClrType: typeof(decimal),
                oldType: "numeric(28,7)",
                oldPrecision: 28,
                oldScale: 7,
                oldComment: "What was sold, gross less discounts, in the store's currency, 7 decimals. Lines without a price add nothing.");

            migrationBuilder.AlterColumn<long>(
                name: "product_id",
                table: "monthly_products",
                type: "bigint",
                nullable: false,
                comment: "The product (products.product_id); 0 stands for lines without one.",
                oldClrType: typeof(long),
                oldType: "bigint",
                oldComment: "The product (products.product_id); 0 stands for lines and rows without one, fees and adjustments among them.");

            migrationBuilder.AlterColumn<DateOnly>(
                name: "month",
                table: "monthly_products",
                type: "date",
                nullable: false,
                comment: "First day of the month, which is that of the carts' days.",
                oldClrType: typeof(DateOnly),
                oldType: "date",
                oldComment: "First day of the month: that of the carts' days, and of orders' rows that of their own days.");

            migrationBuilder.AlterColumn<decimal>(
                name: "units",
                table: "carts",
                type: "numeric(19,3)",
                precision: 19,
                scale: 3,
                nullable: false,
                comment: "Quantity of the bought lines, with a price or without, 0 or more, 3 decimals.",
                oldClrType: typeof(decimal),
                oldType: "numeric(19,3)",
                oldPrecision: 19,
                oldScale: 3,
                oldComment: "Quantity of the bought lines, with a price or without, 0 or more, 3 decimals; of a cart with an order the units sold.");

            migrationBuilder.AlterColumn<decimal>(
                name: "revenue",
                table: "carts",
                type: "numeric(28,7)",
                precision: 28,
                scale: 7,
                nullable: false,
                comment: "Price times quantity of the bought lines that have a price, in the store's currency, 0 or more, 7 decimals.",
                oldClrType: typeof(decimal),
                oldType: "numeric(28,7)",
                oldPrecision: 28,
                oldScale: 7,
                oldComment: "Price times quantity of the bought lines that have a price, in the store's currency, 7 decimals; of a cart with an order gross less discounts as it was placed and edited. What came back is not taken off.");

            migrationBuilder.AlterColumn<bool>(
                name: "purchased",
                table: "carts",
                type: "boolean",
                nullable: false,
                comment: "True if one of its lines was bought: the cart is an order.",
                oldClrType: typeof(bool),
                oldType: "boolean",
                oldComment: "True if the cart is an order: one of its lines was bought, or the shop says so.");

            migrationBuilder.AlterColumn<DateOnly>(
                name: "day",
                table: "carts",
                type: "date",
                nullable: false,
                comment: "Day of placed_at in the store's time zone: the day on which the whole cart counts.",
                oldClrType: typeof(DateOnly),
                oldType: "date",
                oldComment: "Day on which the cart counts, in the store's time zone: that of its order (orders.day) where it is a sale, else that of placed_at.");

            migrationBuilder.CreateTable(
                name: "daily_sessions",
                columns: table => new
                {
                    store_id = table.Column<short>(type: "smallint", nullable: false, comment: "Number of the store (stores.store_id)."),
                    day = table.Column<DateOnly>(type: "date", nullable: false, comment: "Day in the store's time zone."),
                    sessions = table.Column<long>(type: "bigint", nullable: false, comment: "Number of carts."),
                    viewed = table.Column<long>(type: "bigint", nullable: false, comment: "Number of carts with a view."),
                    carted = table.Column<long>(type: "bigint", nullable: false, comment: "Number of carts with an add-to-cart."),
                    orders = table.Column<long>(type: "bigint", nullable: false, comment: "Number of carts with a purchase."),
                    abandoned = table.Column<long>(type: "bigint", nullable: false, comment: "Number of carts with an add-to-cart and no purchase."),
                    added = table.Column<long>(type: "bigint", nullable: false, comment: "Number of carts with a view and an add-to-cart: the funnel's second step."),
                    bought = table.Column<long>(type: "bigint", nullable: false, comment: "Number of carts with a view, an add-to-cart and a purchase: the funnel's third step."),
                    revenue = table.Column<decimal>(type: "numeric(28,7)", precision: 28, scale: 7, nullable: false, comment: "Sum of carts.revenue, in the store's currency, 0 or more, 7 decimals.")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_daily_sessions", x => new { x.store_id, x.day });
                    table.CheckConstraint("ck_daily_sessions_counts", "sessions >= 0 AND viewed >= 0 AND carted >= 0 AND orders >= 0 AND abandoned >= 0 AND added >= 0 AND bought >= 0");
                    table.CheckConstraint("ck_daily_sessions_revenue", "revenue >= 0 AND revenue <> 'NaN'::numeric");
                },
                comment: "Sums of the carts of each day, kept equal to carts by every load. A day without a cart has no row.");

            migrationBuilder.AddCheckConstraint(
                name: "ck_stores_cart_origin",
                table: "stores",
                sql: "cart_origin IN ('observed', 'derived', 'simulated')");

            migrationBuilder.AddCheckConstraint(
                name: "ck_stores_purchase_origin",
                table: "stores",
                sql: "purchase_origin IN ('observed', 'derived', 'simulated')");

            migrationBuilder.AddCheckConstraint(
                name: "ck_stores_view_origin",
                table: "stores",
                sql: "view_origin IN ('observed', 'derived', 'simulated')");

            migrationBuilder.AddCheckConstraint(
                name: "ck_restatements_counts",
                table: "restatements",
                sql: "orders_before >= 0 AND orders_after >= 0");

            migrationBuilder.AddCheckConstraint(
                name: "ck_restatements_revenue_after",
                table: "restatements",
                sql: "revenue_after >= 0 AND revenue_after <> 'NaN'::numeric");

            migrationBuilder.AddCheckConstraint(
                name: "ck_restatements_revenue_before",
                table: "restatements",
                sql: "revenue_before >= 0 AND revenue_before <> 'NaN'::numeric");

            migrationBuilder.AddCheckConstraint(
                name: "ck_monthly_products_revenue",
                table: "monthly_products",
                sql: "revenue >= 0 AND revenue <> 'NaN'::numeric");

            migrationBuilder.AddCheckConstraint(
                name: "ck_etl_run_entities_counts",
                table: "etl_run_entities",
                sql: "extracted >= 0 AND duplicates >= 0 AND inserted >= 0 AND updated >= 0 AND unchanged >= 0 AND removed >= 0 AND rejected >= 0 AND unpriced >= 0 AND live >= 0 AND bytes >= 0");

            migrationBuilder.AddCheckConstraint(
                name: "ck_carts_revenue",
                table: "carts",
                sql: "revenue >= 0 AND revenue <> 'NaN'::numeric");

            migrationBuilder.Sql("""
                INSERT INTO daily_sessions (store_id, day, sessions, viewed, carted, orders, abandoned, added, bought, revenue)
                SELECT store_id, day, sessions, viewed, carted, orders, abandoned, added, bought, gross - discounts - returns
                FROM daily_totals
                """);
            migrationBuilder.DropTable(
                name: "daily_totals");

            foreach (var text in new[]
            {
                "Orders/before_sessions", "BoardRights/board_cities", "WholeMonths/funnel_days", "Orders/before_funnel_sessions",
                "BoardRights/funnel_daily", "BoardRights/funnel_cities", "WholeMonths/funnel_products", "WholeMonths/funnel_sales",
                "WholeMonths/funnel_cohorts",
            })
                migrationBuilder.RunFrozen(text);
        }
    }
}
