using System.Text.Json.Nodes;
using EcommerceEtl.Data.Schema;
using EcommerceEtl.Worker.Pipeline;
using Microsoft.EntityFrameworkCore;

namespace EcommerceEtl.Tests.Worker.Pipeline;

/// <summary>A warehouse and a landing zone of release 0.1, which knew a shop by its host alone.</summary>
public sealed class EarlierReleaseTests : IAsyncDisposable
{
    private readonly PipelineBundle _test = new();

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    /// <summary>The last migration of that release.</summary>
    private const string LastMigration = "LedgerIndexes";

    [SetUp]
    public async Task GoBackAsync()
    {
        await _test.SucceedAsync();
        await using (var context = _test.Database.Context())
            await context.Database.MigrateAsync(
                context.Database.GetMigrations().Single(name => name.EndsWith(LastMigration, StringComparison.Ordinal)));
        await _test.GivesAsync("SELECT host FROM stores", ["127.0.0.1"]);
        foreach (var path in Directory.GetFiles(
            Path.Combine(_test.LandingPath, "fakestore", "runs"), "*.json", SearchOption.AllDirectories))
        {
            var manifest = JsonNode.Parse(await File.ReadAllTextAsync(path))!.AsObject();
            Assert.That(manifest.Remove("address"), Is.True, "that release wrote no address");
            await File.WriteAllTextAsync(path, manifest.ToJsonString());
        }
        await new SchemaMigrator(_test.Database.ConnectionString, TimeProvider.System)
            .ApplyAsync(RolePasswords.None, _ => { }, CancellationToken.None);
    }

    [Test]
    public async Task The_host_alone_is_compared_and_the_first_success_writes_the_whole_address()
    {
        await _test.GivesAsync("SELECT address FROM stores", ["127.0.0.1"]);

        var run = await _test.SucceedAsync();

        Assert.That(run.Entities.Sum(entity => entity.Inserted + entity.Updated + entity.Removed), Is.Zero);
        await _test.GivesAsync("SELECT address FROM stores", [_test.Shop.Url]);
        await _test.GivesAsync("SELECT count(*) FROM restatements", ["0"]);
        _test.Store = _test.Store with { BaseUrl = $"{_test.Shop.Url}/staging" };
        Assert.That(await _test.FailAsync(ErrorCode.StoreChanged), Does.Contain($"address {_test.Shop.Url} -> {_test.Shop.Url}/staging"));
    }

    [Test]
    public async Task Another_host_is_refused()
    {
        _test.Store = _test.Store with { BaseUrl = _test.Shop.Url.Replace("127.0.0.1", "localhost", StringComparison.Ordinal) };

        Assert.That(await _test.FailAsync(ErrorCode.StoreChanged), Does.Contain("address 127.0.0.1 -> http://localhost:"));
    }

    [Test]
    public async Task A_landed_snapshot_is_replayed_where_the_host_is_the_same_and_refused_where_it_is_not()
    {
        await _test.SucceedAsync(Replayed);
        await _test.GivesAsync("SELECT notes->>'replayed_run' FROM etl_runs ORDER BY run_id DESC LIMIT 1", ["1"]);
        await _test.ReplaceDatabaseAsync();
        _test.Store = _test.Store with { BaseUrl = _test.Shop.Url.Replace("127.0.0.1", "localhost", StringComparison.Ordinal) };

        var refused = await _test.RunAsync(Replayed);

        Assert.That(refused.Error?.Code, Is.EqualTo(ErrorCode.StoreChanged));
        Assert.That(refused.Error!.Message, Does.Contain("address 127.0.0.1 -> http://localhost:"));

        static RunRequest Replayed(RunRequest request) =>
            request with { Trigger = RunTrigger.Replay, Replay = new ReplayOf(null, null, Force: false) };
    }
}
