INSERT INTO erased_customers (store_id, user_id, erased_at)
SELECT $1, erased.user_id, erased.erased_at
FROM unnest($2::bigint[], $3::timestamptz[]) AS erased (user_id, erased_at)
ON CONFLICT DO NOTHING
