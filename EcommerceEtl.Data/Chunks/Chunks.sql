-- name: delete_loaded_chunks
DELETE FROM loaded_chunks
WHERE store_id = $1
  AND entity = $2
  AND sha256 = ANY ($3)

-- name: forget_loaded_chunks
DELETE FROM loaded_chunks
WHERE store_id = $1
  AND entity = $2

-- name: insert_loaded_chunks
INSERT INTO loaded_chunks (
  store_id, entity, sha256, bytes, accepted, rejected, skipped, lines, gross_value, unpriced, orders, sales, sales_value, differing,
  newest_at, notes)
SELECT
  $1, $2, c.sha256, c.bytes, c.accepted, c.rejected, c.skipped, c.lines, c.gross_value, c.unpriced, c.orders, c.sales, c.sales_value,
  c.differing, c.newest_at, c.notes::jsonb
FROM unnest(
  $3::text[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[], $9::numeric[], $10::bigint[], $11::bigint[],
  $12::bigint[], $13::numeric[], $14::bigint[], $15::timestamptz[], $16::text[])
  AS c (
    sha256, bytes, accepted, rejected, skipped, lines, gross_value, unpriced, orders, sales, sales_value, differing, newest_at, notes)

-- name: select_loaded_chunks
SELECT
  entity, sha256, bytes, accepted, rejected, skipped, lines, gross_value, unpriced, orders, sales, sales_value, differing, newest_at, notes
FROM loaded_chunks
WHERE store_id = $1
