using System.Text.Json.Nodes;
using EcommerceEtl.Worker.Sources.Http;
using Microsoft.AspNetCore.Http;

namespace EcommerceEtl.Tests.Worker.Faults;

/// <summary>A shop that answers with something else than its data: the run fails, and asks again only for what may pass.</summary>
[FixtureLifeCycle(LifeCycle.SingleInstance)]
[Parallelizable(ParallelScope.Self)]
public sealed class AnswerFaultTests : IAsyncDisposable
{
    private const string Login = "<!DOCTYPE html><html><head><title>Sign in</title></head><body>Please.</body></html>";

    private readonly FaultBench _bench = new();

    [TearDown]
    public void Restore() => _bench.Restore();

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [FaultCase("5xx burst", 503, "", Of = "503")]
    [FaultCase("5xx burst", 524, "", Of = "524")]
    [FaultCase("408", 408, "")]
    [FaultCase("429", 429, "")]
    public async Task A_status_that_may_pass_is_asked_again_and_then_fails_the_run(int status, string body)
    {
        var asked = Answer(status, "text/plain", body);

        await _bench.FailsAsync(ErrorCode.SourceError, transient: true, $"{status}", "2 attempts", "products", "the next run asks again");

        Assert.That(asked(), Is.EqualTo(3 * 2), "three runs of two attempts");
    }

    [FaultCase("401", 401, "application/json", "{}", ErrorCode.SourceRefused, "401", "Token")]
    [FaultCase("403 challenge", 403, "text/html", Login, ErrorCode.SourceRefused, "403", "data-centre", "another network")]
    [FaultCase("404 and other 4xx", 404, "text/html", Login, ErrorCode.SourceError, "404", "BaseUrl")]
    [FaultCase("HTML with 200", 200, "text/html", Login, ErrorCode.UnexpectedPayload, "an HTML page (text/html, 83 bytes)", "curl -i '")]
    [FaultCase("root null", 200, "application/json", "null", ErrorCode.UnexpectedPayload, "a JSON null", "BaseUrl")]
    [FaultCase("status error object", 200, "application/json", """{"status":"error"}""", ErrorCode.UnexpectedPayload, "a JSON object",
        "a failure of its own")]
    [FaultCase("redirect to a login page", 302, "text/html", Login, ErrorCode.UnexpectedPayload, "points to http://127.0.0.1:",
        "Redirects are not followed")]
    public async Task An_answer_that_will_not_change_fails_the_run_at_once(
        int status, string type, string body, ErrorCode code, params string[] says)
    {
        var asked = Answer(status, type, body);

        await _bench.FailsAsync(code, transient: false, [.. says, "products", _bench.Shop.Url]);

        Assert.That(asked(), Is.EqualTo(2), "two runs of one attempt");
    }

    [FaultCase("incomplete answer", 206, "Content-Range", "items 0-11/20", "206 and Content-Range: items 0-11/20", Of = "206")]
    [FaultCase("incomplete answer", 200, "Content-Range", "items 0-11/20", "Content-Range: items 0-11/20", Of = "a range")]
    [FaultCase("incomplete answer", 200, "Link", "</products?page=2>; rel=\"next\"", "a Link header with rel=\"next\"", Of = "a next page")]
    [FaultCase("incomplete answer", 200, "X-WP-Total", "20", "X-WP-Total: 20, where 12 elements came", Of = "a total")]
    [FaultCase("incomplete answer", 200, "X-WP-TotalPages", "2", "X-WP-TotalPages: 2, where one page came", Of = "a number of pages")]
    [FaultCase("incomplete answer", 202, "Retry-After", "1", "202, with a JSON array", Of = "another success than 200")]
    public async Task Twelve_of_twenty_products_remove_none(int status, string header, string value, string says)
    {
        var asked = Answer(status, "application/json", Twelve(), (header, value));

        await _bench.FailsAsync(ErrorCode.UnexpectedPayload, transient: false, says, "did not answer with its whole list", "products",
            "Nothing was changed");

        Assert.That(asked(), Is.EqualTo(2), "two runs of one attempt");
    }

    [FaultCase("incomplete answer", Of = "in a backfill")]
    public async Task A_part_of_the_days_of_a_backfill_is_refused_too()
    {
        var tables = await _bench.Pipeline.Database.ChecksumAsync();
        _bench.Shop.Before = context =>
        {
            if (context.Request.Path == "/carts")
                context.Response.Headers["X-Total-Count"] = "8";
            return false;
        };

        var run = await _bench.RunAsync(
            request => request with { Window = new ExtractWindow(new DateOnly(2020, 1, 1), new DateOnly(2021, 1, 1)) });

        Assert.That(run.Exit, Is.EqualTo(1));
        Assert.That((run.Ledger.Single().Outcome, run.Ledger.Single().Code), Is.EqualTo(("failed", "unexpected_payload")));
        Assert.That(run.Ledger.Single().Error, Does.Contain("X-Total-Count: 8, where 7 elements came"));
        Assert.That(await _bench.Pipeline.Database.ChecksumAsync(), Is.EqualTo(tables));
    }

    [FaultCase("304 that nobody asked for")]
    public async Task An_unasked_304_fails_the_run_at_once()
    {
        var asked = Answer(304, "", "");

        await _bench.FailsAsync(ErrorCode.UnexpectedPayload, transient: false, "304, that nothing has changed", "A cache", "products");

        Assert.That(asked(), Is.EqualTo(2));
    }

    [FaultCase("endless nesting", Of = "lists")]
    public async Task Lists_in_lists_without_end_are_refused_at_once()
    {
        var asked = Answer(200, "application/json", new string('[', 500_000));

        await _bench.FailsAsync(ErrorCode.UnexpectedPayload, transient: false, "64 levels");

        Assert.That(asked(), Is.EqualTo(2));
    }

    [FaultCase("huge body", Of = "longer than allowed")]
    public async Task A_body_that_is_longer_than_allowed_is_cut_off()
    {
        var asked = Answer(200, "application/json", "[" + string.Join(',', Enumerable.Repeat("{\"id\":1}", 2_000)) + "]");
        _bench.Http = _bench.Http with { MaxBodyBytes = 16_000 };

        await _bench.FailsAsync(ErrorCode.BodyTooLarge, transient: false, "16,000 bytes", "Http:MaxBodyBytes");

        Assert.That(asked(), Is.EqualTo(2));
    }

    /// <summary>Enough of its twenty products that their number alone is not suspicious.</summary>
    private string Twelve() => new JsonArray([.. _bench.Shop.Products.Take(12).Select(product => product!.DeepClone())]).ToJsonString();

    /// <summary>What the shop answers when asked for its products, the last of the three; the result tells how often it was.</summary>
    private Func<int> Answer(int status, string type, string body, params (string Name, string Value)[] headers)
    {
        var asked = 0;
        _bench.Shop.Instead = async context =>
        {
            if (context.Request.Path != "/products")
            {
                var instead = _bench.Shop.Instead;
                _bench.Shop.Instead = null;
                await _bench.Shop.AnswerAsync(context);
                _bench.Shop.Instead = instead;
                return;
            }
            asked++;
            context.Response.StatusCode = status;
            foreach (var (name, value) in headers)
                context.Response.Headers[name] = value;
            if (status == 304)
                return;
            context.Response.ContentType = type;
            if (status == 302)
                context.Response.Headers.Location = _bench.Shop.Url + "/login";
            await context.Response.WriteAsync(body);
        };
        return () => asked;
    }
}
