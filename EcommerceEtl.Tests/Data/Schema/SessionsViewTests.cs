namespace EcommerceEtl.Tests.Data.Schema;

public sealed class SessionsViewTests
{
    [Test]
    public async Task A_cart_is_one_session_on_its_own_day()
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.ExecuteAsync(SampleWarehouse.Sql);
        Assert.That(
            await database.RowsAsync("""
                SELECT store, session_id, user_id, city, started_on, viewed, carted, purchased, orders, units, revenue
                  FROM sessions ORDER BY session_id
                """),
            Is.EqualTo(new[]
            {
                "shop|sess_1|7|Oslo|2020-01-02|true|true|true|1|2.000|20.0000000",
                "shop|sess_2|-|Unknown|2020-01-02|true|true|true|1|1.500|3.7500000",
                "shop|sess_3|8|Unknown|2020-01-03|true|true|true|1|4.000|0.0000000",
                "shop|sess_4|9|Unknown|2020-01-03|true|false|false|0|0.000|0.0000000",
            }));
    }

    [Test]
    public async Task Sessions_and_events_agree_on_every_cart()
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.ExecuteAsync(SampleWarehouse.Sql);
        await database.GivesAsync("""
                SELECT s.session_id FROM sessions s
                JOIN (SELECT session_id, bool_or(event_type = 'purchase') AS bought, coalesce(sum(quantity)
                  FILTER (WHERE event_type = 'purchase'), 0) AS units,
                  coalesce(sum(price * quantity) FILTER (WHERE event_type = 'purchase'), 0) AS revenue FROM events GROUP BY session_id) e
                    USING (session_id)
                WHERE (s.purchased, s.units, s.revenue) IS DISTINCT FROM (e.bought, e.units, e.revenue)
                """, []);
    }

    [Test]
    public async Task The_run_log_has_a_row_for_each_entity_and_one_for_a_run_that_got_to_none()
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.ExecuteAsync(SampleWarehouse.Sql);
        await database.ExecuteAsync("""
            INSERT INTO etl_run_entities VALUES
              (1, 'products', 20, 0, 20, 0, 0, 0, 0, 0, 20, 900, '{}'), (1, 'carts', 7, 1, 5, 0, 0, 0, 1, 2, 5, 500, '{+a,-b.c}');
            UPDATE etl_runs SET outcome = 'failed', error_code = 'source_error', error = 'No answer.', notes = '{"accepted": 1}'
              WHERE run_id = 2
            """);
        Assert.That(
            await database.RowsAsync("""
                SELECT run_id, store, trigger, outcome, started_at, error_code, error, notes, entity, extracted, rejected, unpriced, live,
                  drift
                FROM run_log ORDER BY run_id, entity
                """),
            Is.EqualTo(new[]
            {
                "1|shop|manual|succeeded|2020-03-01 00:00:00Z|-|-|-|carts|7|1|2|5|+a, -b.c",
                "1|shop|manual|succeeded|2020-03-01 00:00:00Z|-|-|-|products|20|0|0|20|",
                "2|shop|manual|failed|2020-03-02 00:00:00Z|source_error|No answer.|{\"accepted\": 1}|-|-|-|-|-|-",
            }));
    }
}
