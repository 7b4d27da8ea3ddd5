-- Months since year 0: two of them can be subtracted.
CREATE FUNCTION month_number(day date) RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT date_part('year', day)::int * 12 + date_part('month', day)::int $$
