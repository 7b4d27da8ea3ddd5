-- Money, sessions and orders stay; nobody is named with them any more.
UPDATE carts
SET user_id = NULL
WHERE store_id = $1
  AND user_id = ANY ($2)
