SET TIME ZONE 'UTC';
\timing on
SELECT sum(revenue) FROM funnel_cities('2025-12-02','2025-12-31 23:59:59.999','USD','{__all__}','{__all__}','{__all__}');
SELECT sum(revenue) FROM funnel_cities('2025-12-02','2025-12-31 23:59:59.999','USD','{__all__}','{__all__}','{__all__}');
SELECT sum(revenue) FROM funnel_cities('2025-12-02','2025-12-31 23:59:59.999','USD','{__all__}','{__all__}','{__all__}');
SELECT sum(revenue) FROM funnel_cities('2025-12-02','2025-12-31 23:59:59.999','USD','{__all__}','{__all__}','{__all__}');
SELECT sum(revenue) FROM funnel_cities('2025-12-02','2025-12-31 23:59:59.999','USD','{__all__}','{__all__}','{__all__}');
SELECT sum(revenue) FROM funnel_cities('2025-12-02','2025-12-31 23:59:59.999','USD','{__all__}','{__all__}','{__all__}');
SELECT sum(revenue) FROM funnel_cities('2025-12-02','2025-12-31 23:59:59.999','USD','{__all__}','{__all__}','{__all__}');
SELECT sum(revenue) FROM funnel_cities('2025-12-02','2025-12-31 23:59:59.999','USD','{__all__}','{__all__}','{__all__}');
SELECT sum(revenue) FROM funnel_cities('2025-12-02','2025-12-31 23:59:59.999','USD','{__all__}','{__all__}','{__all__}');
