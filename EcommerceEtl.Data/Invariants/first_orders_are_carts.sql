-- When a buyer is said to have ordered first is the first day of the buyer's orders: no buyer too many, none missing.
SELECT coalesce(f.store_id, c.store_id) AS store_id, coalesce(f.user_id, c.user_id) AS user_id, f.day, c.day AS found_day
FROM first_orders f
FULL JOIN (
  SELECT store_id, user_id, min(day) AS day
  FROM carts
  WHERE purchased
    AND user_id IS NOT NULL
  GROUP BY store_id, user_id
) c ON c.store_id = f.store_id AND c.user_id = f.user_id
WHERE f.day IS DISTINCT FROM c.day
