-- The days of funnel_days in up to three parts a store: the whole months among them, which monthly_products has added up, and the days before and after
-- those. {__all__} stands for all stores. STRICT for the same reason as there.
CREATE FUNCTION funnel_parts(from_time timestamptz, to_time timestamptz, chosen_currency text, chosen_stores text[])
RETURNS TABLE (store_id smallint, whole_months boolean, first_day date, last_day date)
LANGUAGE sql STABLE STRICT PARALLEL SAFE ROWS 3
AS $$
  SELECT d.store_id, part.whole_months, part.first_day, part.last_day
  FROM (
    SELECT
      store_id, first_day, last_day,
      (date_trunc('month', first_day - interval '1 day') + interval '1 month')::date AS first_month,
      date_trunc('month', last_day + interval '1 day')::date AS after_months
    FROM funnel_days(from_time, to_time, chosen_currency, chosen_stores)
  ) d
  CROSS JOIN LATERAL (VALUES
    (false, d.first_day, least(d.first_month - 1, d.last_day)),
    (true, d.first_month, d.after_months - 1),
    (false, greatest(d.first_month, d.after_months), d.last_day)) AS part (whole_months, first_day, last_day)
  WHERE part.first_day <= part.last_day
$$
