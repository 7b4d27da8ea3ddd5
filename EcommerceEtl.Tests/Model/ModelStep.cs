using EcommerceEtl.Tests.Kills;
using EcommerceEtl.Worker.Pipeline;

namespace EcommerceEtl.Tests.Model;

/// <summary>What a step of a script does. Its own seed decides the rest, so that a script makes sense without some of its steps.</summary>
internal enum StepKind
{
    Edit,
    Clock,
    Run,
    AcceptingRun,
    Replay,
    Fault,
    Hiccup,
    Cancel,
    LostSession,
    EmptyAnswer,
    ManyRejects,
    Discard,
    Rules,
    Kill,
}

/// <summary>One step of a script.</summary>
internal sealed record ModelStep(StepKind Kind, int Seed)
{
    public async Task ExecuteAsync(ModelSession session)
    {
        var r = new Random(Seed);
        switch (Kind)
        {
            case StepKind.Edit:
                session.Log.Add(session.Edits.Edit(r, session.Now));
                break;
            case StepKind.Clock:
                // Mostly forward; now and then back, as a corrected clock goes.
                session.Pipeline.Clock.Now += r.Next(5) == 0 ? TimeSpan.FromMinutes(-r.Next(200))
                    : TimeSpan.FromMilliseconds(r.NextInt64(1000L * 3600 * 72));
                session.Log.Add($"clock {session.Now:O}");
                break;
            case StepKind.Run:
                await session.RunAsync("run");
                break;
            case StepKind.AcceptingRun:
                await session.RunAsync("run --accept-shrink", request => request with { AcceptShrink = true });
                break;
            case StepKind.Replay:
                await ReplayAsync(session, r);
                break;
            case StepKind.Fault or StepKind.Hiccup:
                await ShopFaults.RunAsync(session, r, lasting: Kind == StepKind.Fault);
                break;
            case StepKind.Cancel:
                await CancelAsync(session, r);
                break;
            case StepKind.LostSession:
                await LoseSessionAsync(session, r);
                break;
            case StepKind.EmptyAnswer:
                await WithShopAsync(session, shop => _ =
                    r.Next(3) switch { 0 => Clear(shop.Carts), 1 => Clear(shop.Products), _ => Clear(shop.Users) });
                break;
            case StepKind.ManyRejects:
                await WithShopAsync(session, shop => shop.Carts.AddRange(
                    Enumerable.Range(0, 11 + shop.Carts.Count / 3).Select(i => BadElements.Cart(r, 5_000_000 + i))));
                break;
            case StepKind.Discard:
                await DiscardAsync(session, r);
                break;
            case StepKind.Rules:
                await ChangeRulesAsync(session, r);
                break;
            default:
                await KilledRun.ExecuteAsync(session, GoodElements.Pick(r, KilledRun.Markers), TimeSpan.FromMilliseconds(r.Next(40)));
                break;
        }
    }

    private static async Task ReplayAsync(ModelSession session, Random r)
    {
        long? run = r.Next(2) == 0 && session.Ledger.Landed.Count > 0 ? session.Ledger.Landed[r.Next(session.Ledger.Landed.Count)]
            .RunId : null;
        var replay = new ReplayOf(run, null, Force: r.Next(2) == 0);
        await session.RunAsync($"replay {replay}", request => request with { Trigger = RunTrigger.Replay, Replay = replay });
    }

    /// <summary>Cancelled before an entity is asked for or loaded nothing is changed; at COMMIT it is too late.</summary>
    private static async Task CancelAsync(ModelSession session, Random r)
    {
        var entity = (Entity)r.Next(3);
        var stage = GoodElements.Pick(r, RunStage.Extract, RunStage.Load, RunStage.Commit);
        PrepareLoad(session, r);
        using var stop = new CancellationTokenSource();
        await session.RunAsync(
            $"run cancelled at {stage} {entity}", request => request with { AcceptShrink = true }, stage == RunStage.Commit ? null
                : "cancelled", landed: stage == RunStage.Load,
            at => { if (at.Stage == stage && (at.Entity == entity || stage == RunStage.Commit)) stop.Cancel(); }, stop.Token);
    }

    private static async Task LoseSessionAsync(ModelSession session, Random r)
    {
        var entity = (Entity)r.Next(3);
        PrepareLoad(session, r);
        var ended = false;
        await using var connection = await session.Pipeline.Database.OpenAsync();
        await session.RunAsync(
            $"run whose session is ended at load {entity}", request => request with { AcceptShrink = true }, "session_lost", landed: true,
            at =>
            {
                if (ended || at.Stage != RunStage.Load || at.Entity != entity)
                    return;
                ended = true;
                using var end = new Npgsql.NpgsqlCommand(
                    "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = current_database() AND "
                        + "application_name = 'ecommerce-etl'", connection);
                end.ExecuteNonQuery();
            });
    }

    /// <summary>
    /// Too many rejects would end the run before or after what is tried here, depending on the entity; and where nothing had changed since
    /// the last success there would be no load.
    /// </summary>
    private static void PrepareLoad(ModelSession session, Random r)
    {
        session.Log.Add(session.Edits.AddCart(r, session.Now));
        if (session.Ledger.Refusal(session.Shop, session.Now, session.Now, acceptShrink: true) is not null)
            session.Edits.HealAll(r, session.Now);
    }

    /// <summary>A run on a shop that is changed for this one run only.</summary>
    private static async Task WithShopAsync(ModelSession session, Action<ShopState> change)
    {
        var before = session.Shop.Copy();
        change(session.Shop);
        try
        {
            await session.RunAsync($"run on {session.Shop.Products.Count} products, {session.Shop.Users.Count} users, "
                + $"{session.Shop.Carts.Count} carts for once");
        }
        finally
        {
            Refill(session.Shop.Products, before.Products);
            Refill(session.Shop.Users, before.Users);
            Refill(session.Shop.Carts, before.Carts);
        }
    }

    /// <summary>An operator discards a rejection.</summary>
    private static async Task DiscardAsync(ModelSession session, Random r)
    {
        var open = session.Warehouse.Quarantine.Where(q => q.Value.Status == "open")
            .OrderBy(q => q.Key.ToString(), StringComparer.Ordinal).ToList();
        if (open.Count == 0)
            return;
        var (key, row) = open[r.Next(open.Count)];
        session.Warehouse.Quarantine[key] = row with { Status = "discarded" };
        await session.Pipeline.Database.ExecuteAsync(
            $"UPDATE quarantine SET status = 'discarded' WHERE entity = '{key.Entity}' AND record_key = '{key.Key}'");
        session.Log.Add($"discard {key}");
    }

    /// <summary>Other rates, another seed or zone: one run must rewrite exactly what they change.</summary>
    private static async Task ChangeRulesAsync(ModelSession session, Random r)
    {
        session.Edits.HealAll(r, session.Now);
        var rules = session.Warehouse.Rules with
        {
            Seed = GoodElements.Pick(r, "ecommerce", "élan", "s"),
            AddRate = GoodElements.Pick(r, 0.6m, 0m, 1m, 0.123m),
            BuyRate = GoodElements.Pick(r, 0.5m, 1m, 0.25m),
            Zone = GoodElements.Pick(r, "UTC", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Apia",
                "America/Havana", "Asia/Beirut"),
        };
        session.Warehouse.Rules = rules;
        session.Pipeline.Settings = session.Pipeline.Settings with
        {
            Funnel = new EcommerceEtl.Worker.Settings.FunnelOptions
            { Seed = rules.Seed, AddToCartRate = (double)rules.AddRate, PurchaseRate = (double)rules.BuyRate },
            Stores = [session.Pipeline.Settings.Stores[0] with { TimeZone = rules.Zone }],
        };
        await session.RunAsync($"run under {rules}", request => request with { AcceptShrink = true });
    }

    private static bool Clear<T>(List<T> list)
    {
        list.Clear();
        return true;
    }

    private static void Refill<T>(List<T> list, List<T> before)
    {
        list.Clear();
        list.AddRange(before);
    }
}
