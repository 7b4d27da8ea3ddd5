using System.Text.Json.Nodes;
using EcommerceEtl.Tests.Worker.Telemetry;

namespace EcommerceEtl.Tests.Prometheus;

/// <summary>The PromQL of both boards in a real Prometheus beside a live worker.</summary>
internal sealed class LiveBoardTests
{
    private const string Rejected = "Rows Rejected by Reason";

    [Test]
    public async Task Every_expression_of_the_boards_answers_with_data_after_a_good_and_a_failed_run()
    {
        await using var test = new WorkerBundle();
        var prometheus = PrometheusProcess.Program;
        var expressions = BoardExpression.All.ToList();
        Assert.That(expressions, Has.Count.GreaterThan(10));
        await using var worker = test.Serve();
        await using var server = PrometheusProcess.Start(prometheus, worker.Url);

        // A growth can only be seen of what was there before.
        await ChildProcess.PollAsync(
            async () => (await server.SeriesAsync("""etl_run_duration_seconds_count{outcome="succeeded"}""")).Count > 0,
            () => $"Prometheus does not see the good run.\n{worker.Log}", worker);
        test.Shop.Carts.Add(new JsonObject { ["id"] = 999, ["userId"] = 1, ["date"] = "yesterday" });
        await AnsweredAsync(expressions.Where(expression => expression.Title == Rejected));
        await test.GoodAndFailedAsync(worker);
        // Alerts are among them: a cart of eight was rejected.
        await AnsweredAsync(expressions);

        Task AnsweredAsync(IEnumerable<BoardExpression> asked)
        {
            // Once is enough: a rate over two seconds comes and goes with the runs.
            var left = asked.ToList();
            return ChildProcess.PollAsync(
                async () =>
                {
                    foreach (var expression in left.ToList())
                        if (await server.QueryAsync(expression.Expand()) > 0)
                            left.Remove(expression);
                    return left.Count == 0;
                },
                () => $"No data: {string.Join(", ", left)}\n{worker.Log}", worker);
        }
    }
}
