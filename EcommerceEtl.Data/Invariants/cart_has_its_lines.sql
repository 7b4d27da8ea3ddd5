-- A cart says how many lines it has; they are there, numbered from 1 without a gap.
SELECT s.name AS store, c.cart_id, c.lines AS stated, count(l.line_no) AS found, max(l.line_no) AS greatest
FROM carts c
JOIN stores s ON s.store_id = c.store_id
LEFT JOIN cart_lines l ON l.store_id = c.store_id AND l.cart_id = c.cart_id
GROUP BY s.name, c.store_id, c.cart_id, c.lines
HAVING count(l.line_no) <> c.lines
    OR coalesce(min(l.line_no), 1) <> 1
    OR coalesce(max(l.line_no), 0) <> c.lines
