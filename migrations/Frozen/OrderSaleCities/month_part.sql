-- The first day of the part of a month in which a day lies. Parts begin on the 1st, the 9th, the 17th and the 25th: of the days before them
-- there are sums of products (monthly_products).
CREATE FUNCTION month_part(day date)
RETURNS date
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
  SELECT day - (extract(day FROM day)::int - 1) % 8
$$;
COMMENT ON FUNCTION month_part IS
  'The first day of the part of a month in which a day lies: parts begin on the 1st, the 9th, the 17th and the 25th.';
