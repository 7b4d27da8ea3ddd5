using EcommerceEtl.Worker.Output;
using EcommerceEtl.Worker.Report;
using EcommerceEtl.Worker.Scheduling;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace EcommerceEtl.Worker.Web;

/// <summary>The addresses of the page. None of them writes, and none tells of a person.</summary>
internal sealed class PageEndpoints(WorkerSettings settings, PageReader reader, ILoggerFactory logs)
{
    /// <summary>Nothing comes from elsewhere, nothing is run, and no other page may show this one in a frame.</summary>
    internal const string Policy =
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    /// <summary>Says why there is no answer.</summary>
    private delegate Task Refusal(HttpContext context, int status, string title, IReadOnlyList<string> reasons);

    private static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];

    private readonly IServiceProvider _services = new ServiceCollection().BuildServiceProvider();

    public void Map(WebApplication app)
    {
        app.Use((context, next) =>
        {
            var headers = context.Response.Headers;
            headers.ContentSecurityPolicy = Policy;
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "no-referrer";
            headers["Cross-Origin-Resource-Policy"] = "same-origin";
            headers.CacheControl = "no-cache";
            return next(context);
        });
        app.MapMethods("/", Reading, context => AnswerAsync(context, FiguresAsync, RefuseAsync));
        app.MapMethods("/api/report", Reading, context => AnswerAsync(context, ReportAsync, RefuseJsonAsync));
        app.MapMethods("/api/status", Reading, context => AnswerAsync(context, StatusAsync, RefuseJsonAsync));
        MapChart(app, "trend", (charts, range, figures) => charts.Trend(Trend.Of(range, figures)));
        MapChart(app, "funnel", (charts, _, figures) => charts.Funnel(figures));
        MapChart(app, "categories", (charts, _, figures) => charts.Categories(figures));
        app.MapMethods("/docs/{name}", Reading, DocumentAsync);
        MapFile(app, PageFile.Style);
        MapFile(app, PageFile.Icon);
        app.MapMethods("{**path}", Reading, NothingAsync);
    }

    /// <summary>A chart of what the address asks for, as a picture of its own: its styles stand in its elements, which the page's policy
    /// forbids within the page.</summary>
    private void MapChart(WebApplication app, string name, Func<Charts, ReportRange, ReportFigures, string> draw) =>
        app.MapMethods($"/{name}.svg", Reading, context => AnswerAsync(context, async (_, _, found) =>
        {
            var query = context.Request.Query;
            if (ChartLook.Of(query["theme"], query["size"]) is not { } look)
                await RefuseAsync(
                    context, StatusCodes.Status400BadRequest, "This cannot be drawn",
                    [$"theme takes light or dark, and size takes {string.Join(" or ", ChartLook.Widths.Keys.Order())}."]);
            else if (found.Report is { Range: { } range, Figures: { Days.IsEmpty: false } figures })
                await WriteAsync(context, "image/svg+xml", Encoding.UTF8.GetBytes(draw(new Charts(look), range, figures)));
            else
                await RefuseAsync(
                    context, StatusCodes.Status404NotFound, "There is nothing to be drawn", ["These days hold no session."]);
        }, RefuseAsync));

    private static void MapFile(WebApplication app, PageFile file) => app.MapMethods($"/{file.Name}", Reading, async context =>
    {
        context.Response.Headers.CacheControl = "max-age=31536000, immutable";
        await WriteAsync(context, file.Type, file.Content);
    });

    /// <summary>Answers with what was asked for, or says why not.</summary>
    private async Task AnswerAsync(HttpContext context, Func<HttpContext, ReportRequest, PageFigures, Task> answer, Refusal refuse)
    {
        List<string> mistakes = [];
        var asked = PageQuery.Read(context.Request.Query, mistakes);
        try
        {
            if (mistakes.Count == 0)
                await answer(context, asked, await reader.ReadAsync(asked, context.RequestAborted));
        }
        catch (ReportRefusedException refused)
        {
            mistakes.Add(refused.Message);
        }
        catch (PageUnavailableException unavailable)
        {
            context.Response.Headers.RetryAfter = "15";
            await refuse(
                context, StatusCodes.Status503ServiceUnavailable, "The figures cannot be read now", [unavailable.Message]);
        }
        if (mistakes.Count > 0)
            await refuse(context, StatusCodes.Status400BadRequest, "This cannot be shown", mistakes);
    }

    /// <summary>What <c>report --json</c> prints: a report for each currency.</summary>
    private async Task ReportAsync(HttpContext context, ReportRequest asked, PageFigures figures)
    {
        List<SalesReport> reports = [];
        foreach (var currency in asked.Of(figures.Stores).Select(store => store.Currency).Distinct().Order(StringComparer.Ordinal))
            reports.Add((await reader.ReadAsync(asked with { Currency = currency }, context.RequestAborted)).Report!);
        await WriteJsonAsync(context, new { Reports = reports.Select(ReportJson.Of) });
    }

    /// <summary>What <c>status --json</c> prints.</summary>
    private Task StatusAsync(HttpContext context, ReportRequest asked, PageFigures figures) => WriteJsonAsync(context, StatusJson.Of(
        StoreFreshness.WithNeverRun(figures.Pipeline.Stores, settings.Stores.Select(store => store.Name)),
        DueTimes.Next(settings.Stores, figures.Pipeline.At), figures.Pipeline.Runs.Take(PipelineView.ShownRuns)));

    private Task FiguresAsync(HttpContext context, ReportRequest asked, PageFigures figures) =>
        RenderAsync<FiguresPage>(context, new() { [nameof(FiguresPage.View)] = PageView.Of(asked, figures, settings.Stores) });

    private Task DocumentAsync(HttpContext context) =>
        context.Request.RouteValues["name"] is string name && Document.Find(name) is { } document
            ? RenderAsync<DocumentPage>(context, new() { [nameof(DocumentPage.View)] = document })
            : NothingAsync(context);

    private Task NothingAsync(HttpContext context) => RefuseAsync(
        context, StatusCodes.Status404NotFound, "There is no such page", ["The shop's figures are on the first page."]);

    private Task RefuseAsync(HttpContext context, int status, string title, IReadOnlyList<string> reasons)
    {
        context.Response.StatusCode = status;
        var folders = context.Request.Path.Value!.Count(letter => letter == '/') - 1;
        return RenderAsync<RefusedPage>(context, new()
        {
            [nameof(RefusedPage.Root)] = string.Concat(Enumerable.Repeat("../", folders)),
            [nameof(RefusedPage.Title)] = title,
            [nameof(RefusedPage.Reasons)] = reasons,
        });
    }

    private static Task RefuseJsonAsync(HttpContext context, int status, string title, IReadOnlyList<string> reasons)
    {
        context.Response.StatusCode = status;
        return WriteJsonAsync(context, new { Error = string.Join(' ', reasons) });
    }

    private static Task WriteJsonAsync(HttpContext context, object data) =>
        WriteAsync(context, "application/json; charset=utf-8", Encoding.UTF8.GetBytes(JsonText.Of(data) + "\n"));

    private async Task RenderAsync<TPage>(HttpContext context, Dictionary<string, object?> parameters)
        where TPage : IComponent
    {
        await using var renderer = new HtmlRenderer(_services, logs);
        var html = await renderer.Dispatcher.InvokeAsync(async () =>
            (await renderer.RenderComponentAsync<TPage>(ParameterView.FromDictionary(parameters))).ToHtmlString());
        await WriteAsync(context, "text/html; charset=utf-8", Encoding.UTF8.GetBytes(html));
    }

    private static async Task WriteAsync(HttpContext context, string type, ReadOnlyMemory<byte> bytes)
    {
        context.Response.ContentType = type;
        context.Response.ContentLength = bytes.Length;
        await context.Response.BodyWriter.WriteAsync(bytes, context.RequestAborted);
    }
}
