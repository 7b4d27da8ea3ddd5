-- Makes the indexes of carts, lines, orders and rows of sales that are not there. The first load of a warehouse calls it when its rows are
-- copied, within its transaction: an index made in one piece costs a fraction of one that grows with each row. Every later run calls it too
-- and finds nothing to do.
--
-- It runs with its owner's rights, so that the worker's role may do this and change nothing else of the schema. CREATE INDEX lets readers
-- read, and waits for other loads that write to the same table. Those are not waited for longer than a moment: whichever load ends last
-- makes them. Of two that come to this at the same time only one tries.
CREATE FUNCTION create_missing_indexes()
RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = public, pg_temp
SET lock_timeout = '500ms'
SET client_min_messages = 'warning'
AS $$
BEGIN
  IF 12 = (
    SELECT count(*)
    FROM pg_index i
    JOIN pg_class c ON c.oid = i.indexrelid
    WHERE i.indrelid IN ('carts'::regclass, 'cart_lines'::regclass, 'orders'::regclass, 'order_sales'::regclass)
      AND c.relname IN (
        'ix_carts_store_id_day', 'ix_carts_abandoned', 'ix_carts_store_id_user_id_day', 'ix_carts_store_id_city_day',
        'ix_carts_without_city', 'ix_cart_lines_store_id_day', 'ix_cart_lines_day', 'ix_cart_lines_store_id_product_id_day',
        'ix_orders_store_id_day', 'ix_order_sales_day_store_id', 'ix_order_sales_store_id_cause_day',
        'ix_order_sales_store_id_product_id_day')
  ) OR NOT pg_try_advisory_xact_lock(hashtextextended('ecommerce-etl indexes', 0)) THEN
    RETURN;
  END IF;

  CREATE INDEX IF NOT EXISTS ix_carts_store_id_day ON carts (store_id, day);
  CREATE INDEX IF NOT EXISTS ix_carts_abandoned ON carts (store_id, day) INCLUDE (cart_id, gross_value) WHERE carted AND NOT purchased;
  CREATE INDEX IF NOT EXISTS ix_carts_store_id_user_id_day ON carts (store_id, user_id, day) INCLUDE (revenue) WHERE purchased;
  CREATE INDEX IF NOT EXISTS ix_carts_store_id_city_day
    ON carts (store_id, city, day) INCLUDE (purchased, revenue, cart_id) WHERE city IS NOT NULL;
  CREATE INDEX IF NOT EXISTS ix_carts_without_city
    ON carts (store_id, day) INCLUDE (user_id, revenue) WHERE purchased AND NOT viewed AND (city IS NULL OR city = '');

  CREATE INDEX IF NOT EXISTS ix_cart_lines_store_id_day ON cart_lines (store_id, day) WHERE purchased_at IS NOT NULL;
  CREATE INDEX IF NOT EXISTS ix_cart_lines_day ON cart_lines USING brin (day) WITH (autosummarize = true, pages_per_range = 16);
  CREATE INDEX IF NOT EXISTS ix_cart_lines_store_id_product_id_day ON cart_lines (store_id, product_id, day) WHERE viewed_at IS NULL;

  CREATE INDEX IF NOT EXISTS ix_orders_store_id_day ON orders (store_id, day) INCLUDE (placed_at) WHERE day IS NOT NULL;

  CREATE INDEX IF NOT EXISTS ix_order_sales_day_store_id ON order_sales (day, store_id);
  CREATE INDEX IF NOT EXISTS ix_order_sales_store_id_cause_day
    ON order_sales (store_id, cause, day) INCLUDE (cart_id, item, gross, discount, city) WHERE cause <> 'order';
  CREATE INDEX IF NOT EXISTS ix_order_sales_store_id_product_id_day ON order_sales (store_id, product_id, day);
EXCEPTION
  -- Another load writes there.
  WHEN lock_not_available OR deadlock_detected THEN
    RETURN;
END
$$;
REVOKE ALL ON FUNCTION create_missing_indexes FROM PUBLIC;
COMMENT ON FUNCTION create_missing_indexes IS
  'Makes the indexes of carts, cart_lines, orders and order_sales that are not there; called by every run before it commits.';
