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
        Assert.That(Reasons(_well with { Store = "left", Retired = true }), Is.Empty);
    }

    // Due at 11:45 and every quarter of an hour from then on.
    [TestCase("11:30", "12:05", 0)]
    [TestCase("11:30", "12:06", 1)]
    [TestCase("11:46", "12:20", 0)]
    public void The_first_due_time_that_nothing_has_succeeded_since_counts(string success, string now, int reasons) =>
        Assert.That(
            Reasons(_well with { LastSuccessAt = At(success) }, now: At(now)),
            Is.EqualTo(Enumerable.Repeat("EtlDataStale: Store shop was due 21 min ago and has had no success for 36 min.", reasons)));

    [Test]
    public void Three_failures_within_six_hours_are_many_and_a_run_of_over_half_an_hour_is_stuck()
    {
        LedgerRun[] failed = [Run(1, "failed", -361, -360), Run(2, "failed", -100, -99), Run(3, "succeeded", -50, -49),
            Run(4, "failed", -2, -1)];
        Assert.That(Reasons(_well, runs: failed), Is.EqualTo(new[] { "EtlRunsFailing: Store shop had 3 failed runs within 6 hours." }));
        Assert.That(Reasons(_well, runs: failed, now: _now.AddMinutes(1)), Is.Empty, "the first is over six hours old");

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
        Assert.That(alerts["EtlRejectRatioHigh"].Expression, Does.Contain(
            string.Create(CultureInfo.InvariantCulture, $"ratio_increase1h > {AlertReason.ManyRejects},")));
    }

    private static string[] Reasons(
        StoreFreshness store, LedgerRun[]? runs = null, DataGap? gap = null, DateTime? now = null) =>
        [.. AlertReason.Of(
            [_shop], [store], runs ?? [],
            [
                new ReportStore("shop", "USD", "UTC", "derived", "simulated", "simulated", "all", null, null)
                {
                    Missing = gap is null ? [] : [gap],
                },
            ],
            now ?? _now).Select(reason => $"{reason.Alert}: {reason.Says}")];

    private static LedgerRun Run(long id, string outcome, int started, int? ended) => new(
        id, "shop", "schedule", outcome, null, _now.AddMinutes(started), ended is { } end ? _now.AddMinutes(end) : null, null, null);

    private static DateTime At(string time) =>
        DateTime.Parse(
            $"2026-03-01T{time}:00Z", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);
}
