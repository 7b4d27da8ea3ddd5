-- What a board's variable has as the value of a category or city. Grafana writes it into the SQL and takes $word(...) there for a macro of
-- its own, and drops an empty value: so $ is written as %24 and nothing as %00. Names without such signs are their own value. board_names
-- is the way back.
CREATE FUNCTION board_value(name text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$
  SELECT CASE
    WHEN name = '' THEN '%00'
    WHEN name ~ '[$]|%(00|24|25)' THEN replace(replace(name, '%', '%25'), '$', '%24')
    ELSE name
  END
$$;
COMMENT ON FUNCTION board_value IS
  'A category or city as the value of a board''s variable, without $, which Grafana may take for a macro, and never empty.';
