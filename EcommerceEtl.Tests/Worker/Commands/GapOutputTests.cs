using System.Text.Json;

namespace EcommerceEtl.Tests.Worker.Commands;

/// <summary>
/// How much is missing is said where figures are read. Of the shop's seven carts the last, with one line, is bad (1 / 7 = 14.3 %); of the
/// 13 lines of the others four are of a product that the shop does not list (4 / 13 = 30.8 %).
/// </summary>
internal sealed class GapOutputTests : IAsyncDisposable
{
    private const string Missing = "14.3 % of the carts were rejected; 30.8 % of the lines have no price";
    private readonly WorkerBundle _test = new();

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [SetUp]
    public void Spoil()
    {
        _test.Shop.Products.RemoveAt(0);
        _test.Shop.Carts[6]!["date"] = "soon";
    }

    [Test]
    public async Task A_run_says_it_in_its_line_in_its_output_and_in_json_whether_it_loads_or_not()
    {
        var first = await _test.DoneAsync("run");
        Assert.That(first.Output, Does.Contain($"Missing of the figures: {Missing}; `quarantine list` shows what was rejected."));
        Assert.That(first.Error, Does.Match($@"run 1 succeeded: .* 1 rejected in \d+ ms\. Missing of the figures: {Missing}\."));

        using var again = JsonDocument.Parse((await _test.DoneAsync("run", "--json")).Output);
        Assert.That(
            again.RootElement.GetProperty("runs")[0].GetProperty("missing").EnumerateArray().Select(Text),
            Is.EqualTo(new[] { "carts rejected 1 7 0.142857", "lines unpriced 4 13 0.307692" }));

        var dry = await _test.DoneAsync("run", "--dry-run");
        Assert.That(dry.Output, Does.Contain(Missing));
    }

    [Test]
    public async Task Check_and_report_say_it_as_text_and_as_json()
    {
        await _test.BeforehandAsync();

        Assert.That((await _test.DoneAsync("check")).Output,
            Does.Contain($"ok    figures fakestore: {Missing}; `quarantine list` shows what was rejected\n"));
        Assert.That((await _test.DoneAsync("report")).Output,
            Does.Contain($"\nMissing of the figures of fakestore: {Missing}; `quarantine list` shows"));
        using var report = JsonDocument.Parse((await _test.DoneAsync("report", "--json")).Output);
        Assert.That(
            report.RootElement.GetProperty("reports")[0].GetProperty("stores")[0].GetProperty("missing").EnumerateArray().Select(Text),
            Is.EqualTo(new[] { "carts rejected 1 7 0.142857", "lines unpriced 4 13 0.307692" }));
    }

    [Test]
    public async Task Where_nothing_is_missing_nothing_is_said()
    {
        _test.Shop.Products.Insert(0, Pipeline.ShopDouble.Fixture("products")[0]!.DeepClone());
        _test.Shop.Carts.RemoveAt(6);

        foreach (var command in (string[])["run", "check", "report"])
            Assert.That((await _test.DoneAsync(command)).Everything,
                Does.Not.Contain("Missing").And.Not.Contain("figures fakestore"), command);
        using var run = JsonDocument.Parse((await _test.DoneAsync("run", "--json")).Output);
        Assert.That(run.RootElement.GetProperty("runs")[0].GetProperty("missing").GetArrayLength(), Is.Zero);
    }

    private static string Text(JsonElement gap) =>
        $"{gap.GetProperty("entity")} {gap.GetProperty("gap")} {gap.GetProperty("missing")} {gap.GetProperty("total")} "
            + $"{gap.GetProperty("share")}";
}
