using System.Collections.Concurrent;
using System.Text.Json;
using EcommerceEtl.Tests.Worker.Telemetry;
using EcommerceEtl.Tests.Worker.Web;
using Microsoft.AspNetCore.Http;

namespace EcommerceEtl.Tests.Prometheus;

/// <summary>From a metric through the real rules, a real Prometheus and a real Alertmanager to somebody who is told.</summary>
internal sealed class AlertDeliveryTests
{
    private const string Found = "etl_reconciliation_difference{store=\"shop\",measure=\"carts\"} 2\n"
        + "etl_run_last_completion_timestamp_seconds{store=\"shop\"} 1000\n";

    private const string Healed = Found + "etl_run_last_success_timestamp_seconds{store=\"shop\"} 1000\n";

    [Test]
    public async Task An_alert_and_its_end_reach_a_webhook_and_a_mailbox_with_store_since_when_and_a_link_that_opens()
    {
        var program = PrometheusProcess.Program;
        AlertmanagerProcess.Program("prometheus-alertmanager");
        var metrics = Found;
        ConcurrentQueue<JsonElement> calls = new();
        await using var mailbox = new Mailbox();
        await using var shop = await ScriptedShop.OnAsync("/metrics", context => context.Response.WriteAsync(metrics));
        shop.On("/hook", async context =>
        {
            using var body = await JsonDocument.ParseAsync(context.Request.Body);
            calls.Enqueue(body.RootElement.Clone());
        });
        // It need not reach a database to show its documents.
        await using var page = await PageBundle.StartAsync("Host=127.0.0.1;Port=1");
        var settings = await AlertmanagerProcess.SettingsAsync(
            ("ALERT_WEBHOOK_URL", $"{shop.Url}/hook"), ("ALERT_EMAIL_TO", "owner@shop.example"), ("ALERT_SMTP_SERVER", mailbox.Address),
            ("ALERT_SMTP_TLS", "false"));
        await using var alertmanager = await AlertmanagerProcess.StartAsync(settings.Output);
        var began = TimeProvider.System.GetUtcNow();
        await using var prometheus = PrometheusProcess.Start(program, new Uri(shop.Url), $$"""
              external_labels: { runbook: '{{page.Url}}docs/runbook.md' }
            alerting:
              alert_relabel_configs: [{ action: labeldrop, regex: runbook }]
              alertmanagers: [{ static_configs: [{ targets: ['{{alertmanager.Address}}'] }] }]
            """);

        await ChildProcess.PollAsync(
            () => Task.FromResult(!calls.IsEmpty && !mailbox.Messages.IsEmpty), () => $"Nobody is told.\n{alertmanager.Log}");
        metrics = Healed;
        await ChildProcess.PollAsync(
            () => Task.FromResult(calls.Any(call => Status(call) == "resolved") && mailbox.Messages.Any(mail => mail.Contains("ENDED: "))),
            () => $"Nobody is told of the end.\n{alertmanager.Log}");

        var alert = calls.First().GetProperty("alerts")[0];
        var annotations = alert.GetProperty("annotations");
        Assert.That(Status(calls.First()), Is.EqualTo("firing"));
        Assert.That(annotations.GetProperty("summary").GetString(), Is.EqualTo("Store shop differs from its snapshot by 2 in carts."));
        Assert.That(
            alert.GetProperty("labels").EnumerateObject().Select(label => $"{label.Name}={label.Value}"),
            Is.EquivalentTo(new[] { "alertname=EtlReconciliationMismatch", "store=shop", "measure=carts", "severity=critical" }));
        Assert.That(alert.GetProperty("startsAt").GetDateTimeOffset(), Is.InRange(began, TimeProvider.System.GetUtcNow()));
        var link = annotations.GetProperty("runbook_url").GetString()!;
        Assert.That(link, Is.EqualTo($"{page.Url}docs/runbook.md#etlreconciliationmismatch"));
        Assert.That((await page.ReadAsync(link)).Html, Does.Contain("<h2 id=\"etlreconciliationmismatch\">EtlReconciliationMismatch</h2>"));

        var mail = mailbox.Messages.First();
        Assert.That(mail, Does.Contain("To: owner@shop.example").And.Contain("From: owner@shop.example"));
        Assert.That(mail, Does.Contain("Subject: critical: Store shop differs from its snapshot by 2 in carts."));
        Assert.That(mail, Does.Match("CRITICAL: Store shop differs .*\nStore: shop\nAlert: EtlReconciliationMismatch\nSince: 20.* UTC\n"));
        Assert.That(mail, Does.Contain($"What to do: {link}"));
        var end = mailbox.Messages.First(message => message.Contains("ENDED: "));
        Assert.That(end, Does.Contain("Subject: ended: Store shop differs").And.Match("Since: 20.* UTC, until 20.* UTC\n"));

        static string Status(JsonElement call) => call.GetProperty("status").GetString()!;
    }

    [TestCase]
    [TestCase("ALERT_WEBHOOK_URL=https://hooks.example/it's?a=1&b='2'")]
    [TestCase("ALERT_EMAIL_TO=owner@shop.example", "ALERT_SMTP_SERVER=mail.example:587", "ALERT_SMTP_USER=shop",
        "ALERT_SMTP_PASSWORD=it's: #{}")]
    [TestCase("ALERT_WEBHOOK_URL=http://127.0.0.1:9/", "ALERT_EMAIL_TO=a@b.example, c@d.example", "ALERT_SMTP_SERVER=127.0.0.1:25",
        "ALERT_SMTP_TLS=false", "ALERT_SMTP_FROM=etl@b.example")]
    public async Task Alertmanagers_own_checker_finds_no_fault_in_its_settings(params string[] variables)
    {
        var amtool = AlertmanagerProcess.Program("amtool");
        var settings = await AlertmanagerProcess.SettingsAsync([.. variables.Select(Pair)]);
        Assert.That((settings.Code, settings.Error), Is.EqualTo((0, "")));
        var folder = Directory.CreateTempSubdirectory("alertmanager-");

        var check = await ChildProcess.RunAsync([amtool, "check-config", AlertmanagerProcess.Write(folder, settings.Output)]);

        folder.Delete(recursive: true);
        Assert.That(check.Code, Is.Zero, check.Everything);
        Assert.That(check.Output, Does.Contain("1 receivers").And.Contain("1 templates"));
        Assert.That(settings.Output.Contains("_configs:"), Is.EqualTo(variables.Length > 0), "without an address nobody is told");
    }

    [TestCase("ALERT_WEBHOOK_URL=hooks.example", "ALERT_WEBHOOK_URL must begin with http:// or https://")]
    [TestCase("ALERT_EMAIL_TO=a@b.example", "ALERT_EMAIL_TO is set, so ALERT_SMTP_SERVER must name the mail server, as HOST:PORT")]
    [TestCase("ALERT_EMAIL_TO=a@b.example\nb", "no value of ALERT_* may have more than one line")]
    public async Task Settings_that_tell_nobody_are_refused(string variable, string message)
    {
        var settings = await AlertmanagerProcess.SettingsAsync(Pair(variable));

        Assert.That((settings.Code, settings.Output, settings.Error), Is.EqualTo((2, "", $"make-alerting.sh: {message}\n")));
    }

    private static (string Key, string Value) Pair(string variable) =>
        (variable[..variable.IndexOf('=')], variable[(variable.IndexOf('=') + 1)..]);
}
