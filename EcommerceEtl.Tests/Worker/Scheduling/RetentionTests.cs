using EcommerceEtl.Domain.Catalog;
using EcommerceEtl.Worker.Landing;
using static EcommerceEtl.Tests.Worker.Scheduling.RetentionBundle;

namespace EcommerceEtl.Tests.Worker.Scheduling;

/// <summary>What stays of the landing zone at noon of 31 March, when 14 days are kept.</summary>
public sealed class RetentionTests : IDisposable
{
    private readonly RetentionBundle _test = new();

    public void Dispose() => _test.Dispose();

    [Test]
    public async Task All_manifests_of_the_last_24_hours_stay_and_of_each_day_before_the_newest_that_can_be_replayed_whole()
    {
        await _test.LandAsync(1, At(17).AddMinutes(-1), products: "a", people: "1");
        await _test.LandAsync(2, At(17), products: "a", people: "2");
        await _test.LandAsync(3, At(17).AddHours(11), products: "a", people: "3");
        await _test.LandAsync(4, At(28), products: "a", people: "4", SnapshotVerdict.Refused);
        await _test.LandAsync(5, At(28).AddHours(1), products: "a", people: "5", SnapshotVerdict.Refused);
        await _test.LandAsync(6, At(29), products: "a", people: "6");
        await _test.LandAsync(7, At(29).AddHours(1), products: "a", people: "7");
        await _test.LandAsync(8, At(29).AddHours(2), products: "a", people: "8", SnapshotVerdict.Refused);
        await _test.LandAsync(9, At(30).AddMinutes(-1), products: "a", people: "9");
        await _test.LandAsync(10, At(30), products: "a", people: "10", SnapshotVerdict.Refused);
        await _test.LandAsync(11, At(30).AddHours(2), products: "a", people: "11");
        await _test.LandAsync(12, At(30).AddHours(3), products: "a", people: "12");
        _test.AgeChunks();

        var done = await _test.ApplyAsync();

        // 1 was the first to state its prices. Of the 17th 3 is the newest, of the 28th 5, of the 29th 7, since 8 was refused; 10 to 12
        // are of the last 24 hours.
        Assert.That(await _test.KeptAsync(), Is.EqualTo(new[] { "1 products", "3", "5", "7", "10", "11", "12" }));
        Assert.That(done, Is.EqualTo(new RetentionResult(Manifests: 5, Reduced: 1, Chunks: 6 * 2)));
        Assert.That(await _test.ApplyAsync(), Is.EqualTo(new RetentionResult(0, 0, 0)), "nothing is left to do");
    }

    [Test]
    public async Task Products_that_change_all_the_time_keep_no_carts_and_no_customers()
    {
        // Ratings are given every six hours, which makes each list of products another one.
        for (var run = 1; run <= 120; run++)
            await _test.LandAsync(run, At(1).AddHours(6 * run), products: $"rated {run} times", people: $"Person{run}.");
        _test.AgeChunks();

        await _test.ApplyAsync();

        var kept = await _test.KeptAsync();
        Assert.That(kept, Has.Length.EqualTo(120), "each stated a list of products of its own");
        Assert.That(kept.Count(manifest => !manifest.EndsWith(" products", StringComparison.Ordinal)), Is.EqualTo(5 + 13),
            "the last 24 hours, and one of each day before");
        var landed = _test.EverythingLanded();
        Assert.That(
            Enumerable.Range(1, 120).Where(run => landed.Contains($"Person{run}.", StringComparison.Ordinal)),
            Is.EqualTo(kept.Where(manifest => !manifest.EndsWith(" products", StringComparison.Ordinal)).Select(int.Parse)));
    }

    [Test]
    public async Task Each_list_of_products_that_was_accepted_can_be_replayed_in_its_order_however_often_retention_was_at_work(
        [Range(1, 8)] int seed)
    {
        var random = new Random(seed);
        List<string> stated = [];
        var time = Now;
        for (var run = 1; run <= 150; run++)
        {
            time = time.AddMinutes(random.Next(1, 900));
            _test.Clock.SetUtcNow(time);
            var (products, accepted) = ($"{random.Next(3)}", random.Next(5) > 0);
            await _test.LandAsync(run, time, products, $"{run}", accepted ? SnapshotVerdict.Accepted : SnapshotVerdict.Refused);
            if (accepted && stated.LastOrDefault() != products)
                stated.Add(products);
            if (random.Next(7) > 0)
                continue;
            _test.AgeChunks();
            await _test.ApplyAsync();
        }
        _test.Clock.SetUtcNow(time.AddDays(60));
        _test.AgeChunks();
        await _test.ApplyAsync();

        List<string> kept = [];
        foreach (var snapshot in (await _test.Zone.IndexAsync("shop", CancellationToken.None)).Snapshots)
            if ((await _test.TextsAsync(snapshot, Entity.Products)).Single() is var products && kept.LastOrDefault() != products)
                kept.Add(products);
        Assert.That(kept, Is.EqualTo(stated));
        Assert.That((await _test.KeptAsync()).Count(manifest => !manifest.EndsWith(" products", StringComparison.Ordinal)), Is.EqualTo(1),
            "the newest complete one");
    }

    [Test]
    public async Task The_newest_complete_accepted_manifest_stays_whole_however_old()
    {
        await _test.LandAsync(1, At(1), products: "a", people: "1");
        await _test.LandAsync(2, At(2), products: "a", people: "2");
        await _test.LandAsync(3, At(3), products: "a", people: "3", SnapshotVerdict.Refused);
        await _test.LandAsync(4, At(4), products: "b", people: null);
        _test.AgeChunks();

        await _test.ApplyAsync();

        Assert.That(await _test.KeptAsync(), Is.EqualTo(new[] { "1 products", "2", "4 products" }));
        foreach (var snapshot in (await _test.Zone.IndexAsync("shop", CancellationToken.None)).Snapshots)
            foreach (var entity in snapshot.Entities)
                Assert.That(await _test.TextsAsync(snapshot, entity.Entity), Is.Not.Empty, "what a kept manifest names can be read");
    }

    [Test]
    public async Task What_is_kept_of_the_products_alone_stays_as_it_was_written()
    {
        await _test.LandAsync(1, At(1), products: "a", people: "1");
        await _test.LandAsync(2, At(2), products: "b", people: "2");
        await _test.ApplyAsync();
        var manifest = Directory.GetFiles(_test.Folder, "*-1.json", SearchOption.AllDirectories).Single();
        var (text, written) = (await File.ReadAllTextAsync(manifest), File.GetLastWriteTimeUtc(manifest));
        Assert.That(text, Does.Contain("\"Products\"").And.Not.Contain("\"Customers\"").And.Not.Contain("\"Carts\""));

        await _test.LandAsync(3, At(30), products: "c", people: "3");
        await _test.ApplyAsync();

        Assert.That((await File.ReadAllTextAsync(manifest), File.GetLastWriteTimeUtc(manifest)), Is.EqualTo((text, written)));
        Assert.That(await _test.KeptAsync(), Is.EqualTo(new[] { "1 products", "2 products", "3" }));
    }

    [TestCase(23.9, false)]
    [TestCase(24.1, true)]
    public async Task A_chunk_that_nobody_names_goes_when_it_is_a_day_old(double hours, bool goes)
    {
        await _test.LandAsync(1, At(31), products: "a", people: "1");
        _test.AgeChunks();
        var stray = Path.Combine(_test.Folder, "shop", "chunks", "ab", "ab" + new string('0', 62) + ".ndjson.gz");
        Directory.CreateDirectory(Path.GetDirectoryName(stray)!);
        await File.WriteAllTextAsync(stray, "x");
        File.SetLastWriteTimeUtc(stray, Now.AddHours(-hours));

        Assert.That((await _test.ApplyAsync()).Chunks, Is.EqualTo(goes ? 1 : 0));
        Assert.That(File.Exists(stray), Is.Not.EqualTo(goes));
    }

    [TestCase(0.9, false)]
    [TestCase(1.1, true)]
    public async Task A_half_written_file_of_a_killed_run_goes_after_an_hour_also_where_no_run_follows(double hours, bool goes)
    {
        await _test.LandAsync(1, At(31), products: "a", people: "1");
        var half = Path.Combine(_test.Folder, "shop", "partial", "0123.tmp");
        await File.WriteAllTextAsync(half, "somebody");
        File.SetLastWriteTimeUtc(half, Now.AddHours(-hours));

        await _test.ApplyAsync();

        Assert.That(File.Exists(half), Is.Not.EqualTo(goes));
    }

    [TestCase(false)]
    [TestCase(true, Description = "The shop is asked whether they still hold, and nothing is landed.")]
    public async Task Chunks_that_a_run_under_way_uses_again_stay_though_no_manifest_names_them_yet(bool unchanged)
    {
        await _test.LandAsync(1, At(1), products: "a", people: "1");
        var second = await _test.LandAsync(2, At(2), products: "a", people: "2");
        await _test.LandAsync(3, At(3), products: "a", people: "3");
        _test.AgeChunks();

        await using var writer = _test.Zone.Begin(
            new SnapshotIdentity("shop", "FakeStore", ShopAddress.Parse("https://shop.test"), "USD", Now, 1, null), second);
        var carts = writer.Open(Entity.Carts, Fields);
        if (unchanged)
            carts.KeepPrevious();
        else
            await LandAsync(carts, "2");

        // The carts and the customers of 1, and the customers of 2.
        Assert.That((await _test.ApplyAsync()).Chunks, Is.EqualTo(3));
        Assert.That(await _test.TextsAsync(writer.Complete(), Entity.Carts), Is.EqualTo(new[] { "carts 2" }));

        _test.Clock.Advance(TimeSpan.FromDays(1));
        Assert.That((await _test.ApplyAsync()).Chunks, Is.EqualTo(1), "that run died, and a day has passed");
    }

    [Test]
    public async Task A_damaged_manifest_stays_and_keeps_all_chunks_but_no_longer_than_others_would_have_kept_them()
    {
        await _test.LandAsync(1, At(25), products: "a", people: "1");
        await _test.LandAsync(2, At(25).AddHours(1), products: "a", people: "2");
        await _test.LandAsync(3, At(25).AddHours(2), products: "a", people: "3");
        _test.AgeChunks();
        var damaged = Directory.GetFiles(_test.Folder, "*-1.json", SearchOption.AllDirectories).Single();
        await File.WriteAllTextAsync(damaged, "{");

        Assert.That((await _test.ApplyAsync()).Chunks, Is.Zero, "any chunk may be one of those that it named");
        Assert.That(_test.EverythingLanded(), Does.Contain("carts 1").And.Contain("carts 2"));

        _test.Clock.SetUtcNow(At(25).AddDays(14));
        _test.AgeChunks();
        Assert.That((await _test.ApplyAsync()).Chunks, Is.Zero);
        _test.Clock.Advance(TimeSpan.FromMinutes(1));
        await _test.ApplyAsync();

        Assert.That(_test.EverythingLanded(), Does.Not.Contain("carts 1").And.Not.Contain("carts 2").And.Contain("carts 3"));
        Assert.That(File.Exists(damaged), Is.True, "it holds nobody's data, and tells `replay --all` that something is missing");
    }

    [Test]
    public async Task Another_store_is_not_touched()
    {
        await _test.LandAsync(1, At(1), products: "a", people: "1");
        await _test.LandAsync(2, At(2), products: "a", people: "2", SnapshotVerdict.Refused);
        _test.AgeChunks();

        Assert.That(
            await new LandingRetention(_test.Zone, _test.Clock).ApplyAsync("other", 14, CancellationToken.None),
            Is.EqualTo(new RetentionResult(0, 0, 0)));
        Assert.That(await _test.KeptAsync(), Is.EqualTo(new[] { "1", "2" }));
    }
}
