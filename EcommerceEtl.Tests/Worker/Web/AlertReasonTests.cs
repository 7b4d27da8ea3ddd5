using System.Collections.Immutable;
using EcommerceEtl.Data.Ledger;
using EcommerceEtl.Tests.Prometheus;
using EcommerceEtl.Worker.Report;
using EcommerceEtl.Worker.Settings;
using EcommerceEtl.Worker.Web;

namespace EcommerceEtl.Tests.Worker.Web;

/// <summary>What the page says that an alert is about.</summary>
public sealed class AlertReasonTests
{
    private static readonly DateTime _now = new(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc);

    /// <summary>Due every quarter of an hour; it succeeded at the last one.</summary>
    private static readonly StoreOptions _shop = new() { Name = "shop", Cron = "0 0/15 * * * ?" };

    private static readonly StoreFreshness _well = StoreFreshness.NeverRun("shop") with { LastSuccessAt = _now };

    [Test]
    public void A_store_that_is_well_has_none() => Assert.That(Reasons(_well), Is.Empty);

    [Test]
    public void A_store_without_a_success_and_one_that_nobody_runs_are_told_apart()
    {
        Assert.That(
            Reasons(StoreFreshness.NeverRun("shop")), Is.EqualTo(new[] { "EtlNeverSucceeded: Store shop has had no success yet." }));
        Assert.That(
            Reasons(_well with { Store = "left" }),
            Is.EqualTo(new[] { "EtlStoreNotConfigured: This worker does not run store left, which the warehouse knows." }));
        Assert.That(Reasons(_well with { Store = "left", Retired = true, Unpriced = 3 }), Is.Empty, "there are no metrics of it");
    }

    [Test]
    public void Every_alert_is_told_of_or_named_as_one_that_Prometheus_alone_can_raise() =>
        Assert.That(
            AlertReason.Told.Concat(AlertReason.OfPrometheusAlone), Is.Unique.And.EquivalentTo(Rules.Alerts.Select(alert => alert.Name)));

    // Run at 11:30, due again at 11:45.
    [TestCase("11:50", false, 0)]
    [TestCase("11:51", false, 1)]
    [TestCase("11:51", true, 0)]
    public void A_due_time_of_over_five_minutes_ago_that_no_run_has_begun_for_is_overdue(string now, bool running, int reasons) =>
        Assert.That(
            Reasons(
                _well with { LastSuccessAt = At("11:46"), LatestSlot = At("11:30") }, now: At(now),
                runs: running ? [Run(1, "running", -1, null)] : []),
            Is.EqualTo(Enumerable.Repeat("EtlScheduleOverdue: Store shop was due 6 min ago, and no run has begun.", reasons)));

    [Test]
    public void A_difference_that_a_load_found_is_told_until_the_next_success()
    {
        LedgerRun[] runs = [Run(7, "failed", -20, -19, "reconciliation_mismatch")];
        Assert.That(
            Reasons(_well with { LastSuccessAt = _now.AddMinutes(-20) }, runs),
            Is.EqualTo(new[]
            {
                "EtlReconciliationMismatch: Run 7 of store shop found the warehouse different from its snapshot and was rolled back.",
            }));
        Assert.That(Reasons(_well with { LastSuccessAt = _now.AddMinutes(-18) }, runs), Is.Empty);
        Assert.That(Reasons(_well with { LastSuccessAt = _now.AddMinutes(-20) }, [Run(7, "failed", -20, -19, "source_error")]), Is.Empty);
    }

    [Test]
    public void Counts_that_differ_and_orders_that_do_not_add_up_are_told()
    {
        HeldElements carts = new(Entity.Carts, 1200, 1199, 1199, null), products = new(Entity.Products, null, 20, 19, null);
        Assert.That(
            Reasons(_well with { Held = [carts, products] }),
            Is.EqualTo(new[] { "EtlSourceCountDiffers: Store shop has 1,200 carts and the warehouse 1,199." }),
            "nobody counted the products");
        Assert.That(Reasons(_well with { Held = [carts with { Warehouse = 1200 }] }), Is.Empty);

        Assert.That(Reasons(_well, difference: 1), Is.Empty, "cents that were rounded");
        Assert.That(
            Reasons(_well, difference: 1.01m),
            Is.EqualTo(new[]
            {
                "EtlOrderDifference: Orders of store shop differ from what the shop states of them by 1.01 in its currency.",
            }));
    }

    // At most four hours lay between two carts: six are not too long yet. Three at least are waited for.
    [TestCase(-360, 240, "2026-02-22", 0)]
    [TestCase(-361, 240, "2026-02-22", 1)]
    [TestCase(-361, 240, "2026-02-23", 0)]
    [TestCase(-180, 1, "2026-02-22", 0)]
    [TestCase(-181, 1, "2026-02-22", 1)]
    [TestCase(-60 * 24 * 28, 240, "2025-02-22", 0)]
    public void No_cart_for_half_as_long_again_as_is_usual_is_told(int newest, int usual, string firstDay, int reasons)
    {
        var told = Reasons(
            _well with { NewestCartAt = _now.AddMinutes(newest) }, longest: TimeSpan.FromMinutes(usual),
            firstDay: DateOnly.Parse(firstDay, CultureInfo.InvariantCulture));
        Assert.That(told, Has.Length.EqualTo(reasons).And.All.StartsWith("EtlNoNewCarts: Store shop has had no new cart for "));
    }

    [TestCase(1L << 30, 0)]
    [TestCase((1L << 30) - 1, 1)]
    public void Less_than_a_gibibyte_for_the_landing_zone_is_told(long free, int reasons) =>
        Assert.That(
            Reasons(_well, free: free),
            Is.EqualTo(Enumerable.Repeat("EtlLandingNearlyFull: The disk of the landing zone has 1,023 MiB left.", reasons)));

    // Due at 11:45 and every quarter of an hour from then on.
    [TestCase("11:30", "12:05", 0)]
    [TestCase("11:30", "12:06", 1)]
    [TestCase("11:46", "12:20", 0)]
    public void The_first_due_time_that_nothing_has_succeeded_since_counts(string success, string now, int reasons) =>
        Assert.That(
            Reasons(_well with { LastSuccessAt = At(success) }, now: At(now)),
            Is.EqualTo(Enumerable.Repeat("EtlDataStale: Store shop was due 21 min ago and has had no success for 36 min.", reasons)));

    [Test]
    public void While_a_run_takes_long_nothing_is_stale_yet() => Assert.That(
        Reasons(_well with { LastSuccessAt = At("11:30") }, [Run(5, "running", -20, null)], now: At("12:06")), Is.Empty);

    [Test]
    public void Three_failures_within_six_hours_are_many_and_a_run_of_over_half_an_hour_is_stuck()
    {
        LedgerRun[] failed = [Run(1, "failed", -361, -360), Run(2, "failed", -100, -99), Run(3, "succeeded", -50, -49),
            Run(4, "failed", -2, -1)];
        Assert.That(Reasons(_well, runs: failed), Is.EqualTo(new[] { "EtlRunsFailing: Store shop had 3 failed runs within 6 hours." }));
        Assert.That(Reasons(_well, runs: failed, now: _now.AddMinutes(1)), Is.Empty, "the first is over six hours old");
        foreach (var byHand in new[] { "manual", "replay", "backfill" })
            Assert.That(Reasons(_well, runs: [.. failed[..3], failed[3] with { Trigger = byHand }]), Is.Empty, byHand);

        Assert.That(Reasons(_well, runs: [Run(5, "running", -30, null)]), Is.Empty);
        Assert.That(
            Reasons(_well, runs: [Run(5, "running", -45, null)]),
            Is.EqualTo(new[] { "EtlRunStuck: Run 5 of store shop began 45 min ago and has not ended." }));
    }

    [Test]
    public void Lines_without_a_price_and_more_than_a_twentieth_rejected_are_told()
    {
        Assert.That(
            Reasons(_well with { Unpriced = 1 }), Is.EqualTo(new[] { "EtlUnpricedLines: Store shop has 1 line without a price." }));
        var carts = new DataGap("carts", "rejected", 1, 20, 0.05m, "5 % of the carts were rejected");
        Assert.That(Reasons(_well, gap: carts), Is.Empty);
        Assert.That(
            Reasons(_well, gap: carts with { Share = 0.051m }),
            Is.EqualTo(new[] { "EtlRejectRatioHigh: Store shop: 5 % of the carts were rejected." }));
    }

    [Test]
    public void The_bounds_are_those_of_the_alerts()
    {
        var alerts = Rules.Alerts.ToDictionary(alert => alert.Name);
        Assert.That(alerts["EtlDataStale"].For, Is.EqualTo(AlertReason.Late));
        Assert.That(alerts["EtlRunStuck"].For, Is.EqualTo(AlertReason.Stuck));
        Assert.That(alerts["EtlRunsFailing"].Expression, Is.EqualTo(
            $"store_outcome:etl_runs:increase{AlertReason.FailuresWithin.TotalHours}h{{outcome=\"failed\"}} >= "
            + AlertReason.ManyFailures.ToString(CultureInfo.InvariantCulture)));
        Assert.That(alerts["EtlScheduleOverdue"].Expression, Does.Contain($" > {AlertReason.Overdue.TotalSeconds}\n"));
        Assert.That(alerts["EtlOrderDifference"].Expression, Does.EndWith($" > {AlertReason.LargeDifference}"));
        Assert.That(
            alerts["EtlLandingNearlyFull"].Expression,
            Does.Contain($" < 1024 ^ {Math.Round(Math.Log(AlertReason.LittleSpace, 1024), 6)}\n"));
        Assert.That(alerts["EtlNoNewCarts"].Expression, Does.Contain(string.Create(
            CultureInfo.InvariantCulture,
            $"> clamp_min({AlertReason.LongAsUsual} * max_over_time(store:etl_data_newest_event_timestamp_seconds:max_delta1d"
                + $"[{AlertReason.Usual.TotalDays}d:12h]), {AlertReason.Quiet.TotalHours} * 3600)"))
            .And.Contain($"< {AlertReason.Usual.TotalDays} * 86400").And.Contain($"offset {AlertReason.Known.TotalDays}d"));
        Assert.That(alerts["EtlRejectRatioHigh"].Expression, Does.Contain(
            string.Create(CultureInfo.InvariantCulture, $"ratio_increase1h > {AlertReason.ManyRejects},")));
    }

    private static string[] Reasons(
        StoreFreshness store, LedgerRun[]? runs = null, DataGap? gap = null, DateTime? now = null, decimal difference = 0,
        TimeSpan? longest = null, DateOnly? firstDay = null, long? free = null) =>
        [.. AlertReason.Of(
            [_shop], [store],
            new PipelineFacts(now ?? _now, [], [.. runs ?? []])
            {
                Orders = [new("shop", difference, ImmutableDictionary<string, long>.Empty)],
                LongestGaps = longest is { } gaps
                    ? ImmutableDictionary<string, TimeSpan>.Empty.Add("shop", gaps) : ImmutableDictionary<string, TimeSpan>.Empty,
                LandingFree = free,
            },
            [
                new ReportStore("shop", "USD", "UTC", "derived", "simulated", "simulated", "all", firstDay, null)
                {
                    Missing = gap is null ? [] : [gap],
                },
            ]).Select(reason => $"{reason.Alert}: {reason.Says}")];

    private static LedgerRun Run(long id, string outcome, int started, int? ended, string? code = null) => new(
        id, "shop", "schedule", outcome, null, _now.AddMinutes(started), ended is { } end ? _now.AddMinutes(end) : null, code, null);

    private static DateTime At(string time) =>
        DateTime.Parse(
            $"2026-03-01T{time}:00Z", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);
}
