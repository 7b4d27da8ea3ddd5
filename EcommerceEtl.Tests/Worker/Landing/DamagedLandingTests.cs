using System.IO.Compression;
using System.Text;

namespace EcommerceEtl.Tests.Worker.Landing;

public sealed class DamagedLandingTests
{
    private ScriptedShop _shop = null!;
    private ExtractBundle _extraction = null!;

    [SetUp]
    public async Task Begin()
    {
        _shop = (await ScriptedShop.StartAsync()).WithFakeStore();
        _extraction = new ExtractBundle(_shop.Url);
    }

    [TearDown]
    public async Task End()
    {
        _extraction.Dispose();
        await _shop.DisposeAsync();
    }

    [Test]
    [Fault("landed file damaged")]
    public async Task Any_flipped_byte_of_the_data_is_found_and_the_file_is_named()
    {
        var snapshot = await _extraction.RunAsync(Entity.Carts);
        var path = _extraction.Files("*.gz").Single();
        var good = await File.ReadAllBytesAsync(path);

        // The first ten bytes are gzip's header, which holds nothing of ours save its mark.
        foreach (var at in Enumerable.Range(10, good.Length - 10).Where(at => at % 7 == 0))
        {
            var bad = (byte[])good.Clone();
            bad[at] ^= 0x10;
            await File.WriteAllBytesAsync(path, bad);
            var error = await Failures.OfAsync(() => _extraction.ElementsAsync(snapshot, Entity.Carts));
            Assert.That(error.Code, Is.EqualTo(ErrorCode.LandingDamaged), $"byte {at}");
            Assert.That(error.Message, Does.Contain(path).And.Contain("run the store again"));
        }
    }

    [Test]
    public async Task A_whole_file_under_the_name_of_another_is_found()
    {
        var snapshot = await _extraction.RunAsync(Entity.Carts);
        var path = _extraction.Files("*.gz").Single();
        var lines = string.Join('\n', await _extraction.ElementsAsync(snapshot, Entity.Carts)) + "\n";
        await using (var gzip = new GZipStream(File.Create(path), CompressionLevel.Fastest))
            await gzip.WriteAsync(Encoding.UTF8.GetBytes(lines.Replace("\"quantity\":4", "\"quantity\":5", StringComparison.Ordinal)));

        var error = await Failures.OfAsync(() => _extraction.ElementsAsync(snapshot, Entity.Carts));

        Assert.That(error.Code, Is.EqualTo(ErrorCode.LandingDamaged));
        Assert.That(error.Message, Does.Contain(path).And.Contain("SHA-256"));
    }

    [Test]
    [Fault("landed file damaged")]
    public async Task A_torn_empty_or_missing_file_is_found()
    {
        var snapshot = await _extraction.RunAsync(Entity.Carts);
        var path = _extraction.Files("*.gz").Single();
        var good = await File.ReadAllBytesAsync(path);
        foreach (var length in new[] { good.Length / 2, 10, 0, -1 })
        {
            if (length < 0)
                File.Delete(path);
            else
                await File.WriteAllBytesAsync(path, good[..length]);
            var error = await Failures.OfAsync(() => _extraction.ElementsAsync(snapshot, Entity.Carts));
            Assert.That(error.Code, Is.EqualTo(ErrorCode.LandingDamaged));
            Assert.That(error.Message, Does.Contain(path));
        }
    }

    [Test]
    public async Task The_next_extract_of_the_same_data_heals_a_damaged_file()
    {
        var snapshot = await _extraction.RunAsync(Entity.Carts);
        var path = _extraction.Files("*.gz").Single();
        var good = await File.ReadAllBytesAsync(path);
        foreach (var bad in new[] { good[..(good.Length / 2)], [], new byte[good.Length] })
        {
            await File.WriteAllBytesAsync(path, bad);
            await _extraction.RunAsync(2, CancellationToken.None, Entity.Carts);
            Assert.That(_extraction.ChunksWritten, Is.EqualTo(1));
            Assert.That(await _extraction.ElementsAsync(snapshot, Entity.Carts), Has.Length.EqualTo(7));
        }
    }

    [TestCase("")]
    [TestCase("null")]
    [TestCase("{\"format\":1")]
    [TestCase("{\"format\":1}")]
    [TestCase("\0\0\0\0")]
    [Fault("landed file damaged")]
    public async Task A_damaged_manifest_is_named_and_hides_no_other(string content)
    {
        await _extraction.RunAsync(1, CancellationToken.None, Entity.Carts);
        await _extraction.RunAsync(2, CancellationToken.None, Entity.Carts);
        var path = _extraction.Files("*-1.json").Single();
        await File.WriteAllTextAsync(path, content);

        var index = await _extraction.Landing.IndexAsync("fakestore", CancellationToken.None);

        Assert.That(index.Snapshots.Select(snapshot => snapshot.RunId), Is.EqualTo(new[] { 2 }));
        Assert.That(index.Damaged.Single().Error.Code, Is.EqualTo(ErrorCode.LandingDamaged));
        Assert.That(index.Damaged.Single().Error.Message, Does.Contain(path));
    }

    [TestCase("\"elements\": 7", "\"elements\": 8")]
    [TestCase("\"format\": 1", "\"format\": 2")]
    [TestCase("\"sha256\": \"", "\"sha256\": \"../../")]
    [TestCase("\"hash\": \"", "\"hash\": \"0")]
    public async Task A_manifest_that_contradicts_itself_or_is_newer_is_damaged(string text, string instead)
    {
        await _extraction.RunAsync(Entity.Carts);
        var path = _extraction.Files("*-1.json").Single();
        var manifest = await File.ReadAllTextAsync(path);
        var at = manifest.IndexOf(text, StringComparison.Ordinal);
        await File.WriteAllTextAsync(path, manifest.Remove(at, text.Length).Insert(at, instead));

        var index = await _extraction.Landing.IndexAsync("fakestore", CancellationToken.None);

        Assert.That(index.Snapshots, Is.Empty);
        Assert.That(index.Damaged.Single().Error.Code, Is.EqualTo(ErrorCode.LandingDamaged));
    }

    [Test]
    public async Task A_landing_zone_that_cannot_be_written_is_unavailable_and_says_where()
    {
        var file = Path.Combine(_extraction.Folder, "fakestore");
        await File.WriteAllTextAsync(file, "in the way");

        var error = await Failures.OfAsync(() => _extraction.RunAsync(Entity.Carts));

        Assert.That((error.Code, error.Transient), Is.EqualTo((ErrorCode.LandingUnavailable, true)));
        Assert.That(error.Message, Does.Contain(file).And.Contain("Landing:Path"));
    }

    [Test]
    public async Task A_chunk_that_cannot_be_written_leaves_no_partial_file_and_is_not_asked_for_again()
    {
        Directory.CreateDirectory(Path.Combine(_extraction.Folder, "fakestore"));
        await File.WriteAllTextAsync(Path.Combine(_extraction.Folder, "fakestore", "chunks"), "in the way");

        var error = await Failures.OfAsync(() => _extraction.RunAsync(Entity.Carts));

        Assert.That(error.Code, Is.EqualTo(ErrorCode.LandingUnavailable));
        Assert.That(_shop.Requests, Has.Count.EqualTo(1));
        Assert.That(_extraction.Files("*.tmp"), Is.Empty);
    }
}
