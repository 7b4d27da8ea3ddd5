using Microsoft.AspNetCore.Http;

namespace EcommerceEtl.Tests.Model;

/// <summary>Answers that are no answer, for one of the three entities: lasting, so that the run fails, or once, so that the retry
/// succeeds.</summary>
internal static class ShopFaults
{
    private static readonly (string Name, string Code, Func<HttpContext, byte[], Task> Answer)[] Transient =
    [
        ("503", "source_error", (context, _) => StatusAsync(context, 503)),
        ("522", "source_error", (context, _) => StatusAsync(context, 522)),
        ("429", "source_error", (context, _) => StatusAsync(context, 429)),
        ("truncated", "unexpected_payload",
            (context, body) => context.Response.Body.WriteAsync(body.AsMemory(0, body.Length * 2 / 3)).AsTask()),
    ];

    /// <summary>How a broken connection shows depends on which packet comes first, so it is not among those that last.</summary>
    private static readonly (string Name, string Code, Func<HttpContext, byte[], Task> Answer) Aborted = ("aborted", "", AbortAsync);

    private static readonly (string Name, string Code, Func<HttpContext, byte[], Task> Answer)[] Terminal =
    [
        ("403", "source_refused", (context, _) => StatusAsync(context, 403)),
        ("404", "source_error", (context, _) => StatusAsync(context, 404)),
        ("page", "unexpected_payload", (context, _) => context.Response.WriteAsync("<html><title>Hello</title></html>")),
        ("null", "unexpected_payload", (context, _) => context.Response.WriteAsync("null")),
        ("empty", "unexpected_payload", (context, _) => StatusAsync(context, 200)),
    ];

    public static async Task RunAsync(ModelSession session, Random r, bool lasting)
    {
        var path = GoodElements.Pick(r, ShopState.Paths);
        var (name, code, answer) = GoodElements.Pick<(string, string, Func<HttpContext, byte[], Task>)>(
            r, lasting ? [.. Transient, .. Terminal] : [.. Transient, Aborted]);
        var asked = 0;
        session.Serve(context =>
            context.Request.Path.Value == path && (lasting || asked++ == 0) ? answer(context, session.Shop.Body(path))
                : session.Shop.AnswerAsync(context));
        try
        {
            await session.RunAsync($"run with {name} {(lasting ? "for" : "once, for")} {path}",
                request => request with { AcceptShrink = true }, lasting ? code : null);
        }
        finally
        {
            session.Serve(null);
        }
    }

    private static Task StatusAsync(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    private static async Task AbortAsync(HttpContext context, byte[] body)
    {
        await context.Response.Body.WriteAsync(body.AsMemory(0, 1));
        await context.Response.Body.FlushAsync();
        context.Abort();
    }
}
