-- Takes back every comment on the tables, views, columns and functions of the schema.
DO $$
DECLARE
  statement text;
BEGIN
  FOR statement IN
    SELECT format('COMMENT ON %s %I IS NULL', CASE c.relkind WHEN 'v' THEN 'VIEW' ELSE 'TABLE' END, c.relname)
    FROM pg_description d JOIN pg_class c ON c.oid = d.objoid
    WHERE d.classoid = 'pg_class'::regclass AND d.objsubid = 0 AND c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'v')
    UNION ALL
    SELECT format('COMMENT ON COLUMN %I.%I IS NULL', c.relname, a.attname)
    FROM pg_description d JOIN pg_class c ON c.oid = d.objoid JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.objsubid
    WHERE d.classoid = 'pg_class'::regclass AND d.objsubid > 0 AND c.relnamespace = 'public'::regnamespace
    UNION ALL
    SELECT format('COMMENT ON FUNCTION %s IS NULL', p.oid::regprocedure)
    FROM pg_description d JOIN pg_proc p ON p.oid = d.objoid
    WHERE d.classoid = 'pg_proc'::regclass AND p.pronamespace = 'public'::regnamespace
  LOOP
    EXECUTE statement;
  END LOOP;
END
$$;
