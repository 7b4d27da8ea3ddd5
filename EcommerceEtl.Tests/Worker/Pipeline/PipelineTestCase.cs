using System.Text.Json.Nodes;

namespace EcommerceEtl.Tests.Worker.Pipeline;

/// <summary>Tests of the pipeline on the Fake Store's answers, edited between runs. Each test has a shop, database and landing zone of its
/// own.</summary>
public abstract class PipelineTestCase
{
    protected ShopDouble Shop => Pipeline.Shop;

    protected PipelineBundle Pipeline { get; } = new();

    [TearDown]
    public async Task StopAsync() => await Pipeline.DisposeAsync();

    protected static JsonObject NewCart(long id, string date, params (long Product, decimal Quantity)[] lines) => new()
    {
        ["id"] = id,
        ["userId"] = 1,
        ["date"] = date,
        ["products"] = new JsonArray([.. lines.Select(line => (JsonNode)new JsonObject
        {
            ["productId"] = line.Product,
            ["quantity"] = JsonValue.Create(line.Quantity),
        })]),
    };

    protected Task<string[]> RowsAsync(string sql) => Pipeline.Database.RowsAsync(sql);

    protected Task GivesAsync(string sql, string[] rows, string? because = null) => Pipeline.Database.GivesAsync(sql, rows, because);

    /// <summary>A run that must fail with a code and change no row.</summary>
    protected async Task<string> FailAsync(
        ErrorCode code, Func<EcommerceEtl.Worker.Pipeline.RunRequest, EcommerceEtl.Worker.Pipeline.RunRequest>? adjust = null)
    {
        var before = await Pipeline.Database.ChecksumAsync();
        var run = await Pipeline.RunAsync(adjust);
        Assert.That(run.Error?.Code, Is.EqualTo(code), run.Error?.ToString());
        Assert.That(run.Outcome, Is.EqualTo(RunOutcome.Failed));
        Assert.That(await Pipeline.Database.ChecksumAsync(), Is.EqualTo(before), "a failed run changed a row");
        await GivesAsync($"SELECT outcome, error_code FROM etl_runs WHERE run_id = {run.RunId}", [$"failed|{SnakeCase.Of(code)}"]);
        return run.Error!.Message;
    }
}
