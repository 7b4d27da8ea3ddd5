-- The stores of the warehouse and the days that hold carts. whole_since: the first day of which all is held, while older history is not.
-- The currency of a store with XXX is not known yet: nothing was loaded of it.
SELECT s.name, s.currency, s.time_zone, s.view_origin, s.cart_origin, s.purchase_origin, s.open_carts, days.first_day, days.last_day,
  (c.complete_since AT TIME ZONE s.time_zone - interval '1 microsecond')::date + 1 AS whole_since
FROM stores s
LEFT JOIN LATERAL (
  SELECT min(c.day) AS first_day, max(c.day) AS last_day
  FROM carts c
  WHERE c.store_id = s.store_id
) days ON true
LEFT JOIN source_state c ON c.store_id = s.store_id AND c.entity = 'carts' AND isfinite(c.complete_since)
WHERE s.currency <> 'XXX'
ORDER BY s.name
