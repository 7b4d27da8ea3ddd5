-- The same events as the first version of this program kept them: one flat table with the names written into every row, a text key and five
-- indexes.
CREATE SCHEMA original;
CREATE TABLE original.products AS
SELECT product_id, title, price, category, rating, rating_count, loaded_at FROM products;
ALTER TABLE original.products ADD PRIMARY KEY (product_id);

CREATE TABLE original.events AS
SELECT
  event_id, user_id, product_id, event_type, quantity::int AS quantity, price, category, event_time, event_date, user_city, session_id,
  loaded_at
FROM events;
ALTER TABLE original.events ADD PRIMARY KEY (event_id);
CREATE INDEX ON original.events (event_type);
CREATE INDEX ON original.events (event_date);
CREATE INDEX ON original.events (user_id);
CREATE INDEX ON original.events (product_id);
CREATE INDEX ON original.events (session_id);

GRANT USAGE ON SCHEMA original TO grafana_reader;
GRANT SELECT ON ALL TABLES IN SCHEMA original TO grafana_reader;
