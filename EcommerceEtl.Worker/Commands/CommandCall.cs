using System.CommandLine;
using EcommerceEtl.Worker.Output;
using Npgsql;

namespace EcommerceEtl.Worker.Commands;

/// <summary>One call of a command: what was written for it, and what it works with.</summary>
/// <param name="Json">True to print JSON in place of text.</param>
internal sealed record CommandCall(IServiceProvider Services, ParseResult Parsed, bool Json, CancellationToken Token)
{
    public WorkerSettings Settings => Get<WorkerSettings>();

    public DateTimeOffset Now => Get<TimeProvider>().GetUtcNow();

    public T Get<T>()
        where T : notnull => Services.GetRequiredService<T>();

    public T? Value<T>(Option<T> option) => Parsed.GetValue(option);

    public string Value(Argument<string> argument) => Parsed.GetValue(argument)!;

    /// <summary>Opens a session with the warehouse.</summary>
    /// <param name="command">What the server shows as its purpose.</param>
    public Task<NpgsqlConnection> ConnectAsync(string command) =>
        SessionConnection.OpenAsync(Settings.Database.ConnectionString, $"ecommerce-etl {command}", Token);

    /// <summary>Prints what the command found and returns <see cref="ExitCode.Done"/>.</summary>
    public int Print(object data, Action<Page> text)
    {
        if (Json)
            JsonOutput.Write(data);
        else
            text(Page.Out);
        return ExitCode.Done;
    }
}
