-- The key figures of a range and of as many days before it, how far their sessions came, and what sales came to. One row a period. NULL
-- of the steps that not all of the stores know, and of carts where they tell of none but orders.
SELECT
  periods.period, s.revenue, s.orders,
  s.converted::numeric / nullif(s.entered, 0) AS conversion_rate,
  (s.gross - s.discounts) / nullif(s.orders, 0) AS average_order_value,
  s.abandoned::numeric / nullif(s.carted, 0) AS cart_abandonment,
  b.returning_buyers::numeric / nullif(b.buyers, 0) AS returning_customers,
  CASE WHEN known.views THEN s.viewed END AS viewed,
  CASE WHEN known.open_carts THEN s.added END AS added,
  CASE WHEN known.open_carts THEN s.bought ELSE s.orders END AS bought,
  s.gross, s.discounts, s.returns, s.shipping, s.tax, s.other
FROM (VALUES ('current'), ('previous')) AS periods (period)
CROSS JOIN (
  SELECT bool_and(d.knows_views) AS views, bool_or(d.has_open_carts) AS open_carts
  FROM funnel_days($1, $2, $3, $4) d
) known
CROSS JOIN LATERAL (
  SELECT
    coalesce(trim_scale(sum(revenue)), 0) AS revenue,
    coalesce(trim_scale(sum(gross)), 0) AS gross,
    coalesce(trim_scale(sum(discounts)), 0) AS discounts,
    coalesce(trim_scale(sum(returns)), 0) AS returns,
    coalesce(trim_scale(sum(shipping)), 0) AS shipping,
    coalesce(trim_scale(sum(tax)), 0) AS tax,
    coalesce(trim_scale(sum(other)), 0) AS other,
    coalesce(sum(orders), 0)::bigint AS orders,
    -- Of stores where every session is an order there are neither.
    coalesce(sum(orders) FILTER (WHERE entered IS NOT NULL), 0) AS converted,
    coalesce(sum(entered), 0) AS entered,
    coalesce(sum(carted) FILTER (WHERE entered IS NOT NULL), 0)::bigint AS carted,
    coalesce(sum(abandoned), 0)::bigint AS abandoned,
    coalesce(sum(viewed), 0)::bigint AS viewed,
    coalesce(sum(added), 0)::bigint AS added,
    coalesce(sum(bought), 0)::bigint AS bought
  FROM funnel_daily($1, $2, $3, $4, '{__all__}', '{__all__}', with_previous => true) f
  WHERE f.period = periods.period
) s
LEFT JOIN funnel_buyers($1, $2, $3, $4, '{__all__}', '{__all__}') b ON b.period = periods.period
