using System.CommandLine;

namespace EcommerceEtl.Benchmarks.Shop;

/// <summary>The hidden command <c>shop</c>: serves the files of a state until its standard input ends. Each line of that
/// input names another state, which is answered with the same line once it is served.</summary>
internal static class ShopServer
{
    public static Command Command()
    {
        var folder = new Argument<string>("folder");
        var command = new Command("shop") { folder };
        command.Hidden = true;
        command.SetAction((parsed, cancellationToken) => ServeAsync(parsed.GetValue(folder)!, cancellationToken));
        return command;
    }

    private static async Task<int> ServeAsync(string folder, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = [], ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        await using var app = builder.Build();
        var state = ShopState.Base;
        foreach (var entity in (string[])["products", "carts", "users"])
            app.MapGet($"/{entity}", context => AnswerAsync(context, ShopFiles.Path(folder, state, entity)));
        await app.StartAsync(cancellationToken);
        Console.WriteLine(app.Urls.First());
        // The parent's end, however it comes, closes the pipe.
        while (await Console.In.ReadLineAsync(cancellationToken) is { } line)
        {
            state = Enum.Parse<ShopState>(line);
            Console.WriteLine(line);
        }
        await app.StopAsync(cancellationToken);
        return 0;
    }

    private static Task AnswerAsync(HttpContext context, string file)
    {
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.ContentLength = new FileInfo(file).Length;
        return context.Response.SendFileAsync(file, context.RequestAborted);
    }
}
