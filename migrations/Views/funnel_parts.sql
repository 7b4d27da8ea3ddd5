-- The days of funnel_days in parts, so that most of them are read from monthly_products: whole months to add, and days to add (sign 1) or to subtract
-- (sign -1). A month of which the range takes the most sessions is added as a whole and its other days are subtracted; of one of which it takes the fewest,
-- its days are added. {__all__} stands for all stores. STRICT for the same reason as there.
CREATE FUNCTION funnel_parts(from_time timestamptz, to_time timestamptz, chosen_currency text, chosen_stores text[])
RETURNS TABLE (store_id smallint, whole_months boolean, sign smallint, first_day date, last_day date)
LANGUAGE sql STABLE STRICT PARALLEL SAFE ROWS 3
AS $$
  WITH days AS (
    SELECT
      store_id, first_day, last_day, date_trunc('month', first_day::timestamp)::date AS first_month, date_trunc('month', last_day::timestamp)::date AS last_month
    FROM funnel_days(from_time, to_time, chosen_currency, chosen_stores)
  ), months AS (
    SELECT
      d.*, month, (month + interval '1 month')::date - 1 AS month_end,
      (
        SELECT coalesce(sum(CASE WHEN s.day BETWEEN d.first_day AND d.last_day THEN s.sessions ELSE -s.sessions END), 0) >= 0
        FROM daily_sessions s
        WHERE s.store_id = d.store_id AND s.day BETWEEN month AND (month + interval '1 month')::date - 1
      ) AS whole
    FROM days d
    CROSS JOIN LATERAL (SELECT d.first_month UNION SELECT d.last_month) AS edge (month)
  )
  SELECT m.store_id, part.whole_months, part.sign::smallint, part.first_day, part.last_day
  FROM months m
  CROSS JOIN LATERAL (VALUES
    (m.whole, true, 1, m.month, m.month_end),
    (m.whole, false, -1, m.month, m.first_day - 1),
    (m.whole, false, -1, m.last_day + 1, m.month_end),
    (NOT m.whole, false, 1, greatest(m.month, m.first_day), least(m.month_end, m.last_day))) AS part (taken, whole_months, sign, first_day, last_day)
  WHERE part.taken
    AND part.first_day <= part.last_day
  UNION ALL
  SELECT store_id, true, 1::smallint, (first_month + interval '1 month')::date, last_month - 1
  FROM days
  WHERE first_month + interval '1 month' < last_month
$$;
COMMENT ON FUNCTION funnel_parts IS
  'The days of funnel_days in parts that monthly_products and cart_lines can be read by: whole months to add, days to add (sign 1) or to '
  'subtract (sign -1).';
