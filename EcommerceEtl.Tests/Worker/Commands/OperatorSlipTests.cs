namespace EcommerceEtl.Tests.Worker.Commands;

/// <summary>What an operator asks for by mistake is refused in words. It is no failed run: neither the ledger nor an alert hears of
/// it.</summary>
internal sealed class OperatorSlipTests : IAsyncDisposable
{
    private readonly WorkerBundle _test = new();

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Test]
    public async Task It_is_refused_in_words_and_is_no_run()
    {
        await _test.BeforehandAsync();
        _test.Shop.Carts.RemoveAt(0);
        await _test.BeforehandAsync();
        _test.Shop.Carts.Clear();
        await _test.EndsAsync(1, "run");

        const string Lacks = "the landing zone holds no accepted snapshot of that run";
        await RefusedAsync(2, $"--run '9999': {Lacks}; the latest that it holds are those of run 1, 2.", "replay --run 9999");
        await RefusedAsync(2, $"--run '9999': {Lacks}", "replay --store fakestore --run 9999 --force --json");
        // It was refused.
        await RefusedAsync(2, $"--run '3': {Lacks}", "replay --run 3");
        await RefusedAsync(1, "is older than the one loaded last", "replay --run 1");
    }

    [Test]
    public Task A_replay_with_nothing_landed_is_no_run() =>
        RefusedAsync(1, "the landing zone holds no complete accepted snapshot", "replay", "replay --all", "replay --force");

    [Test]
    public async Task A_replay_in_another_currency_is_no_run()
    {
        await _test.BeforehandAsync();
        _test.Settings["Stores__0__Currency"] = "eur";

        await RefusedAsync(1, "store_changed", "replay", "replay --run 1", "replay --force --run 1", "replay --all --force");
    }

    [Test]
    public async Task Of_several_stores_the_one_that_a_run_belongs_to_is_replayed()
    {
        await _test.BeforehandAsync();
        _test.Settings["Stores__1__Name"] = "second";
        _test.Settings["Stores__1__BaseUrl"] = _test.Shop.Url;

        var replay = await _test.DoneAsync("replay", "--run", "1");

        Assert.That(replay.Output, Does.Match("(?m)^fakestore: run 2 succeeded").And.Not.Contain("second"));
    }

    /// <summary>Each command line is refused with an exit code and some words, and changes nothing.</summary>
    private async Task RefusedAsync(int code, string words, params string[] lines)
    {
        var before = (await _test.LedgerAsync(), await _test.Database.ChecksumAsync());
        foreach (var line in lines)
        {
            var exit = await _test.RunAsync(line.Split(' '));

            Assert.That(exit.Code, Is.EqualTo(code), $"{line}: {exit.Everything}");
            Assert.That(exit.Everything, Does.Contain(words), line);
            exit.ShowsNoStackTrace();
            Assert.That((await _test.LedgerAsync(), await _test.Database.ChecksumAsync()), Is.EqualTo(before), line);
        }
    }
}
