-- What must be so of a database before a table is made or read in it. current_schema() is where a name without a schema is made: the first schema of the
-- search_path that is there and that this user may use.
SELECT
  current_database()::text AS database,
  current_user::text AS "user",
  current_setting('server_encoding') AS encoding,
  EXISTS (SELECT FROM pg_namespace WHERE nspname = 'public') AS has_public,
  current_schema()::text AS made_in,
  current_setting('search_path') AS search_path,
  -- True if the table of migrations is there and has not the shape that this program gives it.
  EXISTS (
    SELECT
    FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'public'
      AND c.relname = '__EFMigrationsHistory'
      AND (c.relkind <> 'r'
        OR 2 <> (SELECT count(*) FROM pg_attribute WHERE attrelid = c.oid AND attname IN ('migration_id', 'product_version')))) AS foreign_history
