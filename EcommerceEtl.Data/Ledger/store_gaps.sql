SELECT g.entity, g.gap, g.missing, g.total, g.share, g.says
FROM stores s
CROSS JOIN LATERAL store_gaps(s.store_id) g
WHERE s.name = $1
