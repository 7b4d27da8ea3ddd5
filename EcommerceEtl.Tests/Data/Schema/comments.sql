-- Every table, view, column and function of the schema with its comment: kind of thing, name, number and name of a column, type, NULL
-- allowed, comment.
SELECT CASE c.relkind WHEN 'v' THEN 'view' ELSE 'table' END AS kind, c.relname::text AS thing, 0 AS position, '' AS part, '' AS type,
  '' AS optional,
  coalesce(obj_description(c.oid, 'pg_class'), '') AS comment
FROM pg_class c
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
UNION ALL
SELECT CASE c.relkind WHEN 'v' THEN 'view' ELSE 'table' END, c.relname,
  (row_number() OVER (PARTITION BY c.oid ORDER BY a.attnum))::int, a.attname, format_type(a.atttypid, a.atttypmod),
  CASE WHEN a.attnotnull OR c.relkind = 'v' THEN '' ELSE 'NULL' END, coalesce(col_description(c.oid, a.attnum), '')
FROM pg_class c
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
UNION ALL
SELECT 'function', p.proname, 0, '', '', '', coalesce(obj_description(p.oid, 'pg_proc'), '')
FROM pg_proc p
WHERE p.pronamespace = 'public'::regnamespace
