-- The names that chosen values of a board's variable stand for (board_value). {__all__} stays.
CREATE FUNCTION board_names(chosen text[]) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$
  SELECT coalesce(array_agg(CASE WHEN v.value = '%00' THEN '' ELSE replace(replace(v.value, '%24', '$'), '%25', '%') END), '{}')
  FROM unnest(chosen) v (value)
$$;
COMMENT ON FUNCTION board_names IS 'The categories or cities that chosen values of a board''s variable stand for (board_value).';
