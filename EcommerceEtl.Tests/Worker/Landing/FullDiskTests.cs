namespace EcommerceEtl.Tests.Worker.Landing;

/// <summary>A file system that is full or read-only, where this machine lets the test mount a small one.</summary>
public sealed class FullDiskTests
{
    [TestCase("size=64k", TestName = "A_full_disk_is_unavailable_and_leaves_no_partial_file")]
    [TestCase("size=64k,ro", TestName = "A_read_only_disk_is_unavailable")]
    [Fault("landing zone full")]
    [Fault("landing zone read-only")]
    public async Task Mounted(string options)
    {
        var random = new Random(7);
        var products = Enumerable.Range(1, 1000)
            .Select(id => $$"""{"id":{{id}},"title":"{{Convert.ToBase64String(Bytes(random, 300))}}","price":1,"category":"C"}""");
        await using var extraction = (await ScriptedShop.OnAsync(
            "/products", ScriptedShop.Json($"[{string.Join(',', products)}]"))).Extract();
        if (await ChildProcess.TryRunAsync("mount", "-t", "tmpfs", "-o", options, "tmpfs", extraction.Folder) is not { Code: 0 })
            Assert.Ignore("This user cannot mount a tmpfs here; run the tests as root to try a full disk.");
        try
        {
            var error = await extraction.FailsAsync(Entity.Products, ErrorCode.LandingUnavailable);
            Assert.That(error.Message, Does.Contain(extraction.Folder).And.Contain("Landing:Path"));
            Assert.That(extraction.Files("*"), Is.Empty);
        }
        finally
        {
            await ChildProcess.RunAsync(["umount", extraction.Folder]);
        }
    }

    private static byte[] Bytes(Random random, int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }
}
