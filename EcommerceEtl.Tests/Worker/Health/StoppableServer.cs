using System.Diagnostics;
using Npgsql;

namespace EcommerceEtl.Tests.Worker.Health;

/// <summary>A PostgreSQL of one test's own that it may stop and start.</summary>
internal sealed class StoppableServer : IAsyncDisposable
{
    private readonly RunningServer _server;
    private readonly string _folder;
    private readonly string _programs;

    private StoppableServer(RunningServer server, string folder, string programs) =>
        (_server, _folder, _programs) = (server, folder, programs);

    public string ConnectionString => _server.ConnectionString + ";Pooling=false";

    /// <summary>Host and port.</summary>
    public string Address => new NpgsqlConnectionStringBuilder(_server.ConnectionString) is var server
        ? $"{server.Host}:{server.Port}" : "";

    /// <summary>Starts it; the test is ignored where this machine has no programs for it.</summary>
    public static async Task<StoppableServer> StartedAsync()
    {
        if (await LocalServer.TryStartAsync() is not { } server)
            throw new IgnoreException("There are no PostgreSQL programs on this machine, so the test has no server of its own.");
        // The programs stand in the folder that the server's kind names.
        var programs = server.Kind[server.Kind.IndexOf('/', StringComparison.Ordinal)..];
        await using var connection = new NpgsqlConnection(server.ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        return new StoppableServer(server, (await connection.RowsAsync("SHOW data_directory"))[0], programs);
    }

    /// <summary>The server, for tests that make their databases on it.</summary>
    public TestServer Databases => TestServer.Over(_server);

    public Task StopAsync() => ControlAsync("-m", "fast", "stop");

    /// <summary>Ends all its processes at once, as a crash does, and starts it again: it recovers from its log.</summary>
    public async Task CrashAsync()
    {
        await ControlAsync("-m", "immediate", "stop");
        await StartAsync();
    }

    /// <summary>From now on it only reads, and waits for the log of a primary that never comes.</summary>
    public async Task BecomeReplicaAsync()
    {
        await StopAsync();
        await File.WriteAllTextAsync(Path.Combine(_folder, "standby.signal"), "");
        await StartAsync();
    }

    /// <summary>Starts it and waits until it takes connections.</summary>
    public Task StartAsync() => ControlAsync("-l", Path.Combine(_folder, "log"), "-w", "start");

    public Task ExecuteAsync(string sql) => Databases.ExecuteAsync(sql);

    public async Task<string[]> RowsAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        return await connection.RowsAsync(sql);
    }

    public async ValueTask DisposeAsync() => await _server.StopAsync();

    private async Task ControlAsync(params string[] words)
    {
        // PostgreSQL refuses to run as root. Nothing is redirected: the server would inherit the pipe and hold it open.
        string[] user = Environment.IsPrivilegedProcess ? ["runuser", "-u", "postgres", "--"] : [];
        string[] all = [.. user, Path.Combine(_programs, "pg_ctl"), "-s", "-D", _folder, .. words];
        using var control = Process.Start(new ProcessStartInfo(all[0], all[1..]) { WorkingDirectory = "/" })!;
        await control.WaitForExitAsync();
        if (control.ExitCode != 0)
            throw new InvalidOperationException($"pg_ctl {string.Join(' ', words)} ended with {control.ExitCode}.");
    }
}
