using System.Diagnostics;
using System.Text.Json;
using EcommerceEtl.Benchmarks.Server;
using Npgsql;

namespace EcommerceEtl.Benchmarks.Cases;

/// <summary>What people would use instead: the same carts, lines and customers into keyed tables in one transaction, read from files
/// and not from a shop. None of them makes a funnel, keeps what the shop said, sees what changed, or can be run a second time.</summary>
/// <param name="folder">The shop's answers.</param>
/// <param name="carts">Carts of the shop.</param>
/// <param name="say">Gets a line of progress.</param>
internal sealed class Peers(string folder, int carts, Action<string> say)
{
    /// <summary>Most carts that EF Core gets: all of a million would take it minutes.</summary>
    private const int MostOfEfCore = 50_000;

    private const int SaveEvery = 1_000;
    private const int CartsOfCustomer = 5;

    /// <summary>Measures each that this machine has the programs for; says of the others why they are left out.</summary>
    public async Task<IReadOnlyList<Measurement>> MeasureAsync(string server, CancellationToken cancellationToken)
    {
        var files = Directory.CreateTempSubdirectory("ecommerce-etl-bench-peers-").FullName;
        try
        {
            List<Measurement> measured = [];
            WriteCsv(files);
            await AddAsync("peer: psql \\copy of ready CSV", _ => Task.FromResult(0.0));
            await AddAsync("peer: DuckDB to CSV, psql \\copy", token => DuckDbAsync(files, token));
            await using (var database = await CaseDatabase.ForPeersAsync(server, cancellationToken))
                measured.Add(await EfCoreAsync(database.ConnectionString, cancellationToken));
            return measured;

            async Task AddAsync(string name, Func<CancellationToken, Task<double>> prepare)
            {
                try
                {
                    var seconds = await prepare(cancellationToken);
                    await using var database = await CaseDatabase.ForPeersAsync(server, cancellationToken);
                    measured.Add(new Measurement(name, seconds + await CopyAsync(database.ConnectionString, files, cancellationToken), 0));
                }
                catch (Exception absent) when (absent is InvalidOperationException or System.ComponentModel.Win32Exception)
                {
                    say($"left out {name}: {absent.Message}");
                }
            }
        }
        finally
        {
            Directory.Delete(files, recursive: true);
        }
    }

    private static async Task<double> CopyAsync(string database, string files, CancellationToken cancellationToken)
    {
        var target = new NpgsqlConnectionStringBuilder(database);
        var start = new ProcessStartInfo(LocalCluster.Program("psql"))
        { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var word in (string[])["-X", "-q", "-1", "-v", "ON_ERROR_STOP=1"])
            start.ArgumentList.Add(word);
        foreach (var table in (string[])["peer_users", "peer_carts", "peer_lines"])
        {
            start.ArgumentList.Add("-c");
            start.ArgumentList.Add($"\\copy {table} FROM '{Path.Combine(files, table)}.csv' CSV");
        }
        start.Environment["PGHOST"] = target.Host;
        start.Environment["PGPORT"] = target.Port.ToString(CultureInfo.InvariantCulture);
        start.Environment["PGUSER"] = target.Username;
        start.Environment["PGPASSWORD"] = target.Password;
        start.Environment["PGDATABASE"] = target.Database;
        var started = Stopwatch.GetTimestamp();
        await ChildProcess.RunAsync(start, cancellationToken);
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    /// <summary>Its own time alone: neither the fetching of its library nor the start of the program counts.</summary>
    private async Task<double> DuckDbAsync(string files, CancellationToken cancellationToken)
    {
        var program = Path.Combine(files, "duckdb.cs");
        await using (var source = typeof(Peers).Assembly.GetManifestResourceStream("Cases/duckdb.cs")!)
        await using (var target = File.Create(program))
            await source.CopyToAsync(target, cancellationToken);
        var start = new ProcessStartInfo("dotnet")
        { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var word in (string[])["run", program, "--", folder, files])
            start.ArgumentList.Add(word);
        var printed = (await ChildProcess.RunAsync(start, cancellationToken)).Output;
        return double.Parse(printed.Trim().Split('\n')[^1], CultureInfo.InvariantCulture);
    }

    private async Task<Measurement> EfCoreAsync(string database, CancellationToken cancellationToken)
    {
        var count = Math.Min(carts, MostOfEfCore);
        var started = Stopwatch.GetTimestamp();
        await using var tables = new PeerTables(database);
        await using var transaction = await tables.Database.BeginTransactionAsync(cancellationToken);
        foreach (var some in Users().Take(Math.Max(1, count / CartsOfCustomer)).Chunk(SaveEvery))
        {
            tables.Users.AddRange(some.Select(UserOf));
            await tables.SaveChangesAsync(cancellationToken);
            tables.ChangeTracker.Clear();
        }
        var read = 0;
        await foreach (var cart in ReadAsync("Base-carts.json", cancellationToken))
        {
            if (read == count)
                break;
            tables.Carts.Add(CartOf(cart));
            tables.Lines.AddRange(LinesOf(cart));
            if (++read % SaveEvery != 0)
                continue;
            await tables.SaveChangesAsync(cancellationToken);
            tables.ChangeTracker.Clear();
        }
        await tables.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new Measurement(
            string.Create(CultureInfo.InvariantCulture, $"peer: EF Core, {count:N0} carts"), Stopwatch.GetElapsedTime(started).TotalSeconds,
            0, Share: (double)count / carts);
    }

    private void WriteCsv(string files)
    {
        using var cartFile = new StreamWriter(Path.Combine(files, "peer_carts.csv"));
        using var lines = new StreamWriter(Path.Combine(files, "peer_lines.csv"));
        using var users = new StreamWriter(Path.Combine(files, "peer_users.csv"));
        foreach (var element in ReadAsync("Base-carts.json", CancellationToken.None).ToBlockingEnumerable())
        {
            var cart = CartOf(element);
            cartFile.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{cart.Id},{cart.UserId},{cart.PlacedAt:O}"));
            foreach (var line in LinesOf(element))
                lines.WriteLine(
                    string.Create(CultureInfo.InvariantCulture, $"{line.CartId},{line.LineNumber},{line.ProductId},{line.Quantity}"));
        }
        foreach (var user in Users())
            users.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{UserOf(user).Id},{UserOf(user).City}"));
    }

    private async IAsyncEnumerable<JsonElement> ReadAsync(
        string file, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var stream = File.OpenRead(Path.Combine(folder, file));
        await foreach (var element in JsonSerializer.DeserializeAsyncEnumerable<JsonElement>(
            stream, cancellationToken: cancellationToken))
            yield return element;
    }

    private IEnumerable<JsonElement> Users() => ReadAsync("Base-users.json", CancellationToken.None).ToBlockingEnumerable();

    private static PeerCart CartOf(JsonElement cart) =>
        new(cart.GetProperty("id").GetInt64(), cart.GetProperty("userId").GetInt64(), cart.GetProperty("date").GetDateTime());

    private static IEnumerable<PeerLine> LinesOf(JsonElement cart) => cart.GetProperty("products").EnumerateArray().Select((line, index) =>
        new PeerLine(
            cart.GetProperty("id").GetInt64(), index + 1, line.GetProperty("productId").GetInt64(),
            line.GetProperty("quantity").GetInt32()));

    private static PeerUser UserOf(JsonElement user) =>
        new(user.GetProperty("id").GetInt64(), user.GetProperty("address").GetProperty("city").GetString()!);
}
