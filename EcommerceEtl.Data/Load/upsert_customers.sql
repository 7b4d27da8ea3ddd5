WITH changed AS (
  INSERT INTO customers AS c (store_id, user_id, source_id, city)
  SELECT $1, i.user_id, i.source_id, i.city
  FROM incoming_customers i
  LEFT JOIN customers k ON k.store_id = $1 AND k.user_id = i.user_id
  WHERE NOT i.present_only
    AND (k.user_id IS NULL OR (k.source_id, k.city) IS DISTINCT FROM (i.source_id, i.city))
  ORDER BY i.user_id
  ON CONFLICT (store_id, user_id) DO UPDATE SET source_id = excluded.source_id, city = excluded.city
  RETURNING xmax = 0 AS inserted
)
SELECT count(*) FILTER (WHERE inserted), count(*) FILTER (WHERE NOT inserted) FROM changed
