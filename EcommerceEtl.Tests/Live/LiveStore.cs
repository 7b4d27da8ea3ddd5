using EcommerceEtl.Tests.Kills;
using EcommerceEtl.Worker.Settings;
using EcommerceEtl.Worker.Sources.Http;

namespace EcommerceEtl.Tests.Live;

/// <summary>A warehouse that is kept by deltas of a real shop, and compared with one into which all of the shop is read.</summary>
internal sealed class LiveStore : IAsyncDisposable
{
    /// <summary>What holds of a cart whoever loaded it, and whenever.</summary>
    public static readonly string[] Facts =
    [
        "SELECT cart_id, user_id, placed_at, day, content_hash FROM carts ORDER BY 1",
        "SELECT cart_id, number, state, shop_status, placed_at, day, city, cancelled_at, stated_total, difference FROM orders ORDER BY 1",
        "SELECT cart_id, sale_no, day, at, action, cause, item, line_no, product_id, quantity, gross, discount, tax, city FROM order_sales "
            + "ORDER BY 1, 2",
        "SELECT day, sessions, carted, orders, abandoned, units, gross, discounts, returns, shipping, tax, other FROM daily_totals "
            + "ORDER BY 1",
    ];

    /// <summary>When runs are killed; drawn.</summary>
    private readonly Random _draw = new(2911);

    /// <summary>An empty warehouse of a shop whose orders are in EUR.</summary>
    /// <param name="kind">The shop's kind.</param>
    /// <param name="key">What the kind takes as Token.</param>
    /// <param name="pageSize">Few, so that a small shop has many pages.</param>
    public LiveStore(string kind, string url, string key, int pageSize = 5)
    {
        Pipeline.Store = new StoreOptions
        {
            Name = "live",
            Kind = kind,
            BaseUrl = url,
            Currency = "EUR",
            TimeZone = "Europe/Berlin",
            Token = key,
            PageSize = pageSize,
        };
        Move();
    }

    /// <summary>Edits that are drawn, after those that are written down.</summary>
    public static int DrawnEdits { get; } = TestProgram.Number("ECOMMERCE_ETL_LIVE_EDITS", 4);

    /// <summary>Runs that are killed while the history is filled, and as many afterwards.</summary>
    public static int Kills { get; } = TestProgram.Number("ECOMMERCE_ETL_LIVE_KILLS", 3);

    public PipelineBundle Pipeline { get; } = new();

    /// <summary>A run, after which the warehouse has to be that of a full read which is given what the landing zone remembers.</summary>
    /// <param name="after">What was done before, for a failure.</param>
    public async Task FollowsAsync(string after)
    {
        // Shops state their clock in whole seconds, and what changes within the second in which a run begins is left to the next run.
        await Task.Delay(TimeSpan.FromSeconds(1));
        Move();
        await Pipeline.SucceedAsync();
        await Pipeline.Database.HoldsAsync();
        await EqualsFullReadAsync(after);
    }

    /// <summary>Compares the warehouse with one into which all of the shop is read in full, given what the landing zone
    /// remembers.</summary>
    public async Task EqualsFullReadAsync(string after)
    {
        await using var full = Empty();
        CopyFolder(Path.Combine(Pipeline.LandingPath, "live"), Path.Combine(full.Pipeline.LandingPath, "live"));
        await full.Pipeline.SucceedAsync(request => request with
        {
            Trigger = RunTrigger.Backfill,
            Window = new ExtractWindow(new DateOnly(2000, 1, 1), new DateOnly(2100, 1, 1)),
        });
        foreach (var fact in Facts)
            Assert.That(await Pipeline.RowsAsync(fact), Is.EqualTo(await full.Pipeline.RowsAsync(fact)), after);
        await Pipeline.GivesAsync("SELECT cart_id, difference FROM orders WHERE abs(difference) > 0.01", [], after);
    }

    /// <summary>Another warehouse of the same shop, with nothing in it.</summary>
    public LiveStore Empty() =>
        new(Pipeline.Store.Kind, Pipeline.Store.BaseUrl, Pipeline.Store.Token!, Pipeline.Store.PageSize!.Value);

    /// <summary>Fills the history in runs of which some are killed, then lets things happen and kills runs that read them; both times the
    /// warehouse has to be that of a full read in the end.</summary>
    /// <param name="edit">Lets something happen in the shop.</param>
    public async Task SurvivesKillsAsync(Func<Task> edit)
    {
        int filling = 0, later = 0;
        while (filling < Kills && await CompleteAsync() != "all")
            filling += await KillAsync() ? 1 : 0;
        Move();
        for (var run = await Pipeline.SucceedAsync(); run.IsFilling;)
            run = await Pipeline.SucceedAsync(request => request with { Trigger = RunTrigger.Fill });
        await EqualsFullReadAsync($"{filling} kills while the history was filled");
        for (var edits = 0; later < Kills && edits < 4 * Kills; edits++)
        {
            await edit();
            later += await KillAsync() ? 1 : 0;
        }
        await FollowsAsync($"{later} kills while changes were read");
        await TestContext.Out.WriteLineAsync(
            $"{(await Pipeline.RowsAsync("SELECT count(*) FROM orders"))[0]} orders; {filling} runs killed while the history was filled, "
            + $"{later} while changes were read");
        Assert.That((filling, later), Is.EqualTo((Kills, Kills)));
    }

    public ValueTask DisposeAsync() => Pipeline.DisposeAsync();

    private void Move() => Pipeline.Clock.Now = TimeProvider.System.GetUtcNow();

    private async Task<string> CompleteAsync() => (await Pipeline.RowsAsync(
        "SELECT CASE WHEN complete_since IS NULL THEN 'all' ELSE 'not all' END FROM source_state WHERE entity = 'carts'"))
        .FirstOrDefault() ?? "nothing";

    /// <summary>True if the run was killed before it had ended.</summary>
    private async Task<bool> KillAsync()
    {
        var variables = Pipeline.Variables();
        variables["Stores__0__Kind"] = Pipeline.Store.Kind;
        variables["Stores__0__Token"] = Pipeline.Store.Token;
        variables["Stores__0__Currency"] = Pipeline.Store.Currency;
        variables["Stores__0__PageSize"] = Pipeline.Store.PageSize!.Value.ToString(CultureInfo.InvariantCulture);
        await using (var worker = ChildProcess.Start(WorkerProgram.Call("run"), variables))
        {
            if (await worker.TryLineAsync("asking the shop for carts") is not null)
                await Task.Delay(_draw.Next(20, 900));
            await worker.KillAsync();
        }
        await StoreLockWait.UntilFreeAsync(Pipeline.Database, "live");
        return (await Pipeline.RowsAsync("SELECT outcome FROM etl_runs ORDER BY run_id DESC LIMIT 1")).FirstOrDefault() != "succeeded";
    }

    private static void CopyFolder(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }
}
