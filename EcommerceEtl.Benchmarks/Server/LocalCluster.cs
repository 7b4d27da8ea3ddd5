using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace EcommerceEtl.Benchmarks.Server;

/// <summary>PostgreSQL from this machine's programs: a cluster of its own, temporary or kept, with ordinary settings, fsync and
/// all.</summary>
internal sealed class LocalCluster : IAsyncDisposable
{
    /// <summary>Makes, starts and guards the cluster. It waits on its standard input, which ends when the benchmark closes it or dies,
    /// however that happens; then it stops the server and deletes the folder, unless that was named and is to be kept.</summary>
    private const string Script = """
        set -eu
        trap '' INT HUP
        umask 077
        dir=${3:-$(mktemp -d "${TMPDIR:-/tmp}/ecommerce-etl-bench.XXXXXX")}
        mkdir -p "$dir"
        cd "$dir"
        if [ -n "$3" ]; then mode=fast; else mode=immediate; fi
        trap '"$1/pg_ctl" -D data -m "$mode" stop >stop.log 2>&1 || true; cd /; [ -n "$3" ] || rm -rf "$dir"' EXIT
        trap 'exit 1' TERM
        if [ ! -f data/PG_VERSION ]; then
          "$1/initdb" -D data -U postgres -A trust -E UTF8 --no-locale >start.log 2>&1 || { cat start.log >&2; exit 1; }
        fi
        options="-p $2 -c listen_addresses=127.0.0.1 -c unix_socket_directories="
        "$1/pg_ctl" -D data -l start.log -w -o "$options" start >/dev/null || { cat start.log >&2; exit 1; }
        echo ready
        cat >/dev/null
        """;

    private static readonly string[] Needed = ["initdb", "pg_ctl", "postgres"];

    private readonly Process _process;

    private LocalCluster(Process process, string connectionString)
    {
        _process = process;
        ConnectionString = connectionString;
    }

    /// <summary>The database <c>postgres</c> as superuser.</summary>
    public string ConnectionString { get; }

    /// <param name="kept">Folder of the cluster, which stays; null for a temporary one. Root's server runs as the user postgres, who must
    /// be able to write there.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <exception cref="InvalidOperationException">There are no programs, or the server did not start.</exception>
    public static async Task<LocalCluster> StartAsync(string? kept, CancellationToken cancellationToken)
    {
        var programs = Programs() ?? throw new InvalidOperationException(
            $"This needs PostgreSQL 15 or newer: install it (Debian: sudo apt-get install postgresql), or name a server with --database "
                + $"or {LoadCommand.DatabaseVariable}.");
        var port = FreePort();
        // PostgreSQL refuses to run as root.
        string[] words = Environment.IsPrivilegedProcess ? ["runuser", "-u", "postgres", "--", "env", "TMPDIR=/tmp", "sh"] : ["sh"];
        var start =
            new ProcessStartInfo(words[0]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var word in (string[])[.. words[1..], "-c", Script, "sh", programs, port.ToString(CultureInfo.InvariantCulture),
            kept is null ? "" : Path.GetFullPath(kept)])
            start.ArgumentList.Add(word);
        var process = Process.Start(start)!;
        if (await process.StandardOutput.ReadLineAsync(cancellationToken) != "ready")
            throw new InvalidOperationException(
                $"PostgreSQL from {programs} did not start: {await process.StandardError.ReadToEndAsync(cancellationToken)}");
        return new LocalCluster(process, $"Host=127.0.0.1;Port={port};Username=postgres;Database=postgres");
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    /// <summary>A client program of PostgreSQL: one on the PATH or of the newest installation; its name alone where there is
    /// none.</summary>
    public static string Program(string name) =>
        Folders().Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists) ?? name;

    /// <summary>The folder of the newest server programs.</summary>
    private static string? Programs() =>
        Folders().FirstOrDefault(folder => Needed.All(name => File.Exists(Path.Combine(folder, name))));

    /// <summary>Where programs of PostgreSQL may be: on the PATH first, then where Debian and Red Hat put them, the newest first.</summary>
    private static IEnumerable<string> Folders()
    {
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        string[] installed = [.. Below("/usr/lib/postgresql", "*"), .. Below("/usr", "pgsql-*")];
        return path.Concat(installed.OrderByDescending(Version));

        static IEnumerable<string> Below(string root, string pattern) =>
            Directory.Exists(root) ? Directory.EnumerateDirectories(root, pattern).Select(folder => Path.Combine(folder, "bin")) : [];

        static int Version(string folder) =>
            int.TryParse(
                Path.GetFileName(Path.GetDirectoryName(folder))?.Replace("pgsql-", "", StringComparison.Ordinal),
                CultureInfo.InvariantCulture, out var version)
                ? version : 0;
    }

    /// <summary>A port on which nobody listens just now.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
