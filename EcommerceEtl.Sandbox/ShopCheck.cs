using System.CommandLine;

namespace EcommerceEtl.Sandbox;

/// <summary><c>healthcheck</c>: asks a running shop whether it answers; for a container that has no shell.</summary>
internal static class ShopCheck
{
    public static Command Command()
    {
        var url = new Argument<Uri>("URL")
        {
            Description = "Address of the shop, such as http://localhost:8080",
            CustomParser = result =>
            {
                if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var address))
                    return address;
                result.AddError($"'{result.Tokens[0].Value}' is no address such as http://localhost:8080");
                return null;
            },
        };
        var command = new Command("healthcheck", "Ends with 0 if a shop answers at that address.") { url };
        command.SetAction(async (parsed, cancel) =>
        {
            using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
            try
            {
                using var answer = await http.GetAsync(new Uri(parsed.GetRequiredValue(url), "/_health"), cancel);
                return answer.IsSuccessStatusCode ? 0 : 1;
            }
            catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
            {
                await Console.Error.WriteLineAsync($"No shop answers at {parsed.GetRequiredValue(url)}: {error.Message}");
                return 1;
            }
        });
        return command;
    }
}
