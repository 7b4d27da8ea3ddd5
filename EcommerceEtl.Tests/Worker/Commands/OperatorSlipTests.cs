using NUnit.Framework;

namespace EcommerceEtl.Tests.Worker.Commands;

/// <summary>What an operator asks for by mistake is refused in words. It is no failed run: neither the ledger nor an alert hears of
/// it.</summary>
internal sealed class OperatorSlipTests : CommandTestCase
{
    [TestCase(2, "--run '9999': the landing zone holds no accepted snapshot of that run; the latest that it holds are those of run 1, 2.",
        "replay", "--run", "9999")]
    [TestCase(2, "--run '9999': the landing zone holds no accepted snapshot of that run", "replay", "--store", "fakestore", "--run", "9999",
        "--force", "--json")]
    [TestCase(2, "--run '3': the landing zone holds no accepted snapshot of that run", "replay", "--run", "3", Description =
        "run 3 was refused")]
    [TestCase(2, "--run", "replay", "--run", "first")]
    [TestCase(2, "--store 'typo': no such store; configured are fakestore.", "replay", "--store", "typo")]
    [TestCase(2, "--store 'typo': no such store; configured are fakestore.", "run", "--store", "typo")]
    [TestCase(2, "--store 'typo': no such store; configured are fakestore.", "run", "--dry-run", "--store", "typo")]
    [TestCase(2, "--all and --run exclude each other.", "replay", "--all", "--run", "1")]
    [TestCase(2, "--from and --to belong together.", "run", "--from", "2026-01-01")]
    [TestCase(2, "--from must lie before --to", "run", "--from", "2026-01-02", "--to", "2026-01-01")]
    [TestCase(2, "--accept-store-change takes a run over everything", "run", "--from", "2026-01-01", "--to", "2026-01-02",
        "--accept-store-change")]
    [TestCase(1, "is older than the one loaded last", "replay", "--run", "1", Description = "without --force")]
    public async Task It_is_refused_in_words_and_is_no_run(int code, string words, params string[] args)
    {
        await BeforehandAsync();
        Shop.Carts.RemoveAt(0);
        await BeforehandAsync();
        Shop.Carts.Clear();
        Assert.That((await WorkerAsync("run")).Code, Is.EqualTo(1));

        await RefusedAsync(code, words, args);
    }

    [TestCase("replay")]
    [TestCase("replay", "--all")]
    [TestCase("replay", "--force")]
    public Task A_replay_with_nothing_landed_is_no_run(params string[] args) =>
        RefusedAsync(1, "the landing zone holds no complete accepted snapshot", args);

    [TestCase("replay")]
    [TestCase("replay", "--run", "1")]
    [TestCase("replay", "--force", "--run", "1")]
    [TestCase("replay", "--all", "--force")]
    public async Task A_replay_in_another_currency_is_no_run(params string[] args)
    {
        await BeforehandAsync();
        Settings["Stores__0__Currency"] = "eur";

        await RefusedAsync(1, "store_changed", args);
    }

    [TestCase("replay")]
    [TestCase("replay", "--run", "1")]
    public async Task A_replay_of_another_shop_is_no_run(params string[] args)
    {
        await BeforehandAsync();
        await UseAsync(await Tests.Warehouse.TestDatabase.CreateAsync());
        Settings["Stores__0__BaseUrl"] = $"{Shop.Url}/other";

        await RefusedAsync(1, "is of another shop", args);
    }

    [Test]
    public async Task Of_several_stores_the_one_that_a_run_belongs_to_is_replayed()
    {
        await BeforehandAsync();
        Settings["Stores__1__Name"] = "second";
        Settings["Stores__1__BaseUrl"] = Shop.Url;

        var replay = await DoneAsync("replay", "--run", "1");

        Assert.That(replay.Output, Does.Match("(?m)^fakestore: run 2 succeeded").And.Not.Contain("second"));
    }

    private async Task RefusedAsync(int code, string words, string[] args)
    {
        var before = (await LedgerAsync(), await Database.ChecksumAsync());

        var exit = await WorkerAsync(args);

        Assert.That(exit.Code, Is.EqualTo(code), exit.Everything);
        Assert.That(exit.Everything, Does.Contain(words));
        exit.ShowsNoStackTrace();
        Assert.That((await LedgerAsync(), await Database.ChecksumAsync()), Is.EqualTo(before));
    }
}
