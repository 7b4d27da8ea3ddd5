namespace EcommerceEtl.Tests.Warehouse;

/// <summary>PostgreSQL from this machine's binaries: a private cluster in a temporary folder.</summary>
internal static class LocalServer
{
    /// <summary>
    /// Makes, starts and guards the cluster. The script waits on its standard input, which ends when the test host closes it or dies,
    /// however that happens; then it stops the server and deletes the folder.
    /// </summary>
    private const string Script = """
        set -eu
        trap '' INT HUP
        umask 077
        base=${TMPDIR:-/tmp}
        # Databases of 300 files each are made and dropped by the hundred: in memory, if it is large enough, at a quarter of the cost.
        free=$(df -Pk /dev/shm 2>/dev/null | awk 'NR == 2 { print $4 }')
        if [ "${free:-0}" -gt 3000000 ] && [ -w /dev/shm ]; then base=/dev/shm; fi
        dir=$(mktemp -d "$base/ecommerce-etl-test.XXXXXX")
        cd "$dir"
        trap '"$1/pg_ctl" -D data -m immediate stop >stop.log 2>&1 || true; cd /; rm -rf "$dir"' EXIT
        trap 'exit 1' TERM
        "$1/initdb" -D data -U postgres -A trust -E UTF8 --no-locale --no-sync >start.log 2>&1 || { cat start.log >&2; exit 1; }
        cat >data/pg_hba.conf <<END
        host all etl_worker,grafana_reader,analyst,+with_password 127.0.0.1/32 scram-sha-256
        host all all 127.0.0.1/32 trust
        END
        cat >>data/postgresql.conf <<END
        port = $2
        listen_addresses = '127.0.0.1'
        unix_socket_directories = ''
        max_connections = 200
        max_prepared_transactions = 5
        fsync = off
        synchronous_commit = off
        full_page_writes = off
        END
        "$1/pg_ctl" -D data -l start.log -w start >/dev/null || { cat start.log >&2; exit 1; }
        echo the server of the tests has started
        cat >/dev/null
        """;

    /// <summary>Starts it; null where there are no binaries.</summary>
    /// <exception cref="InvalidOperationException">There are binaries, but the server did not start.</exception>
    public static async Task<RunningServer?> TryStartAsync()
    {
        if (OperatingSystem.IsWindows() || Binaries() is not { } binaries)
            return null;
        var port = ChildProcess.FreePort();
        // PostgreSQL refuses to run as root.
        string[] words = Environment.IsPrivilegedProcess ? ["runuser", "-u", "postgres", "--", "env", "TMPDIR=/tmp", "sh"] : ["sh"];
        var process = ChildProcess.Start(
            [.. words, "-c", Script, "sh", binaries, port.ToString(CultureInfo.InvariantCulture)], input: null);
        if (await process.TryLineAsync("the server of the tests has started") is null)
            throw new InvalidOperationException($"PostgreSQL from {binaries} did not start: {process.Log}");
        return new RunningServer(
            $"PostgreSQL from {binaries}", $"Host=127.0.0.1;Port={port};Username=postgres;Database=postgres", IsPrivate: true, StopAsync);

        async Task StopAsync()
        {
            process.Input.Close();
            await process.ExitAsync();
            await process.DisposeAsync();
        }
    }

    /// <summary>
    /// The folder of the server binaries that <see cref="TestServer.VersionVariable"/> names; without a wish of the newest: one on the
    /// PATH first, then where Debian and Red Hat put them. Null where there are none.
    /// </summary>
    private static string? Binaries()
    {
        var wanted = Environment.GetEnvironmentVariable(TestServer.VersionVariable) ?? "";
        if (wanted.Contains('/', StringComparison.Ordinal) && !wanted.Contains(':', StringComparison.Ordinal))
            return Complete(wanted) ? wanted
                : throw new InvalidOperationException($"{TestServer.VersionVariable}: there are no PostgreSQL programs in {wanted}.");
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        string[] installed = [.. Below("/usr/lib/postgresql", "*"), .. Below("/usr", "pgsql-*")];
        return int.TryParse(wanted, out var major)
            ? Array.Find(installed, folder => Version(folder) == major && Complete(folder))
            : path.Concat(installed.OrderByDescending(Version)).FirstOrDefault(Complete);

        static bool Complete(string folder) =>
            Array.TrueForAll(["initdb", "pg_ctl", "postgres"], name => File.Exists(Path.Combine(folder, name)));

        static IEnumerable<string> Below(string root, string pattern) =>
            Directory.Exists(root) ? Directory.EnumerateDirectories(root, pattern).Select(folder => Path.Combine(folder, "bin")) : [];

        static int Version(string folder) =>
            int.TryParse(Path.GetFileName(Path.GetDirectoryName(folder))?.Replace("pgsql-", "", StringComparison.Ordinal), out var version)
                ? version : 0;
    }
}
