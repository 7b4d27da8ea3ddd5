-- One row an event under its natural key, in whose order the rows come: the fastest keyed event table that was measured.
-- step: 0 view, 1 add_to_cart, 2 purchase.
CREATE TABLE event_rows (
  cart_id bigint NOT NULL,
  line_no smallint NOT NULL,
  step smallint NOT NULL,
  user_id bigint,
  product_id bigint,
  quantity numeric(12,3) NOT NULL,
  price numeric(19,4),
  event_time timestamptz NOT NULL,
  PRIMARY KEY (cart_id, line_no, step)
);
CREATE TABLE user_rows (user_id bigint PRIMARY KEY, city text NOT NULL);
