-- The cities that a store's customers live in or its orders name, for the boards' choice of cities: once each, and nothing else of the
-- customers. A view reads with the rights of its owner.
CREATE VIEW board_cities AS
SELECT u.store_id, coalesce(nullif(u.city, ''), 'Unknown') AS city
FROM customers u
UNION
SELECT o.store_id, coalesce(nullif(o.city, ''), 'Unknown')
FROM orders o;
COMMENT ON VIEW board_cities IS 'The cities of a store''s customers and orders, once each.';
COMMENT ON COLUMN board_cities.store_id IS 'The store (stores.store_id).';
COMMENT ON COLUMN board_cities.city IS 'City of at least one customer or order; Unknown where the shop names none.';
