-- Whether this user may migrate. $1: names that pending migrations make; $2: names that earlier ones made.
SELECT
  current_database()::text,
  current_user::text,
  has_schema_privilege('public', 'CREATE'),
  -- Names that are taken. A table's name is that of a type as well.
  ARRAY(
    SELECT name
    FROM unnest($1::text[]) AS wanted (name)
    WHERE EXISTS (SELECT FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relname = name)
      OR EXISTS (SELECT FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND proname = name)
      OR EXISTS (SELECT FROM pg_type WHERE typnamespace = 'public'::regnamespace AND typname = name)
    ORDER BY name),
  -- Owners of tables, views and functions whose rights this user does not have: only an owner may change them.
  ARRAY(
    SELECT DISTINCT pg_get_userbyid(owner)::text
    FROM (
      SELECT relowner FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relname = ANY ($2)
      UNION ALL
      SELECT proowner FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND proname = ANY ($2)
    ) AS owned (owner)
    WHERE NOT pg_has_role(owner, 'USAGE')
    ORDER BY 1)
