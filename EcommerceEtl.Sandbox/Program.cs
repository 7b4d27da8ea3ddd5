using System.CommandLine;
using System.Globalization;
using EcommerceEtl.Sandbox;
using EcommerceEtl.Sandbox.Web;

var port = new Option<int>("--port") { Description = "Port on 127.0.0.1; 0 takes a free one.", DefaultValueFactory = _ => 5055 };
var urls = new Option<string?>("--urls") { Description = "Addresses to listen on instead, parted by semicolons: http://0.0.0.0:8081" };
var seed =
    new Option<long>("--seed") { Description = "Another seed is another shop.", DefaultValueFactory = _ => ShopSettings.DefaultSeed };
var size = new Option<int>("--size")
{ Description = "Carts placed in the 90 days before the opening.", DefaultValueFactory = _ => ShopSettings.DefaultSize };
var epoch = new Option<DateTimeOffset?>("--epoch")
{
    Description =
        "The shop's opening, ISO 8601, UTC if it has no zone. From then on carts go on arriving, at least one every 3 min (480 a day), so "
        + "the default is the moment of this start and not a date long past. Give the same epoch again to find the same shop again, older.",
    CustomParser = result =>
    {
        if (DateTimeOffset.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var value))
            return value;
        result.AddError($"--epoch is '{result.Tokens[0].Value}'; it must be a time such as 2026-01-31T12:00:00Z.");
        return null;
    },
};
var epochFile = new Option<FileInfo?>("--epoch-file")
{
    Description = "Where the opening is kept, instead of --epoch: read if the file is there, else written with the moment of this start.",
};
port.Validators.Add(result => Within(result, 0, 65_535));
size.Validators.Add(result => Within(result, 1, ShopSettings.MaxSize));

var root = new RootCommand("A sample shop with the API of the Fake Store: /products, /carts, /users. Its state: /_state.")
    { port, urls, seed, size, epoch, epochFile, ShopCheck.Command() };
root.Validators.Add(result =>
{
    if (result.GetResult(epoch) is not null && result.GetResult(epochFile) is not null)
        result.AddError("--epoch and --epoch-file both say when the shop opened; give one of them.");
});
root.SetAction(async (parsed, cancel) =>
{
    var time = TimeProvider.System;
    // Whole seconds: the printed epoch, given again, is then the very same one.
    var now = time.GetUtcNow();
    var start = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond));
    var opening = parsed.GetValue(epochFile) is { } file ? OpeningFile.ReadOrWrite(file.FullName, start) : parsed.GetValue(epoch) ?? start;
    var shop = new ShopSettings(parsed.GetValue(seed), parsed.GetValue(size), opening);
    await using var app = ShopHost.Build(shop, time, parsed.GetValue(urls) ?? $"http://127.0.0.1:{parsed.GetValue(port)}");
    await app.StartAsync(cancel);
    // Callers read this line to learn the port; it comes only when requests are answered.
    Console.WriteLine(
        $"Sample shop on {string.Join(' ', app.Urls)} seed {shop.Seed} size {shop.Size} epoch {opening:yyyy-MM-dd'T'HH:mm:ss'Z'}");
    await app.WaitForShutdownAsync(cancel);
    return 0;
});

return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(10) });

static void Within(System.CommandLine.Parsing.OptionResult result, int least, int most)
{
    // A text that is no number has its own message from the parser.
    if (!result.Errors.Any() && result.Tokens is [var token] && int.TryParse(token.Value, CultureInfo.InvariantCulture, out var value)
        && (value < least || value > most))
        result.AddError($"{result.Option.Name} is {value}; it must be {least} to {most}.");
}
