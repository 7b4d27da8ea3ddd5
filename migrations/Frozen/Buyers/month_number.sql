-- A number for each month, one more than that of the month before: what matters is the difference of two.
CREATE FUNCTION month_number(day date) RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT date_part('year', day)::int * 12 + date_part('month', day)::int $$
