using System.IO.Compression;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace EcommerceEtl.Tests.Worker.Faults;

/// <summary>What a process holds while it unfolds a bomb.</summary>
internal sealed class BombMemoryTests : IAsyncDisposable
{
    private const int Mebibyte = 1024 * 1024;
    private readonly WorkerBundle _test = new();

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Test]
    [Fault("gzip bomb")]
    [Platform("Linux", Reason = "The kernel tells the most that a process ever held, and forgets it when asked to.")]
    public async Task A_gzip_bomb_of_48_MiB_costs_a_worker_less_than_32_MiB()
    {
        // As much white space between two elements as the reader of elements may have to hold.
        var (first, more) = (Packed("["), Packed(string.Concat(Enumerable.Repeat(new string(' ', 4 * Mebibyte - 100) + "1,", 4))));

        await CostsLittleAsync("failed (body_too_large)", async body =>
        {
            await body.WriteAsync(first);
            for (var member = 0; member < 4; member++)
                await body.WriteAsync(more);
        }, ("Http__MaxBodyBytes", $"{48 * Mebibyte}"));

        Assert.That(await _test.LedgerAsync(), Is.EqualTo(new[] { "failed|body_too_large" }));
    }

    [Test]
    [Fault("one large record")]
    [Platform("Linux", Reason = "The kernel tells the most that a process ever held, and forgets it when asked to.")]
    public async Task A_picture_of_200_MiB_within_a_product_costs_a_worker_less_than_32_MiB_and_the_product_loads()
    {
        var product = _test.Shop.Products[0]!.DeepClone().AsObject();
        product["image"] = "PICTURE";
        var parts = $"[{product.ToJsonString()}]".Split("PICTURE");
        var mebibyte = Packed(new string('A', Mebibyte));

        await CostsLittleAsync(" succeeded: ", async body =>
        {
            await body.WriteAsync(Packed(parts[0]));
            for (var written = 0; written < 200; written++)
                await body.WriteAsync(mebibyte);
            await body.WriteAsync(Packed(parts[1]));
        });

        await _test.GivesAsync("SELECT product_id, price FROM products", ["1|109.9500"]);
    }

    /// <summary>Lets the shop send its products packed, and measures what a worker holds at most from then on until it says something: less
    /// than 32 MiB more than before.</summary>
    private async Task CostsLittleAsync(string said, Func<Stream, Task> sendProducts, params (string Key, string Value)[] settings)
    {
        long before = 0;
        ServeProcess worker = null!;
        _test.Shop.Instead = async context =>
        {
            // A run's very first answer is read by much that has never run before: that is no matter of the bomb.
            if (context.Request.Path == "/products")
            {
                before = Status(worker.Id, "VmRSS");
                await File.WriteAllTextAsync($"/proc/{worker.Id}/clear_refs", "5");
                context.Response.Headers.ContentEncoding = "gzip";
                await sendProducts(context.Response.Body);
                return;
            }
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync((context.Request.Path == "/users" ? _test.Shop.Users : _test.Shop.Carts).ToJsonString());
        };
        worker = _test.Serve([("Stores__0__Cron", WorkerBundle.Yearly), .. settings]);
        await using (worker)
        {
            await worker.LineAsync(said);
            var most = Status(worker.Id, "VmHWM");

            await TestContext.Out.WriteLineAsync(
                string.Create(CultureInfo.InvariantCulture, $"{before / 1024.0:0.0} MiB before, {most / 1024.0:0.0} MiB at most"));
            Assert.That(most - before, Is.LessThan(32 * 1024));
            Assert.That((await worker.EndAsync()).Code, Is.Zero, worker.Log);
        }
    }

    private static byte[] Packed(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(Encoding.UTF8.GetBytes(text));
        return packed.ToArray();
    }

    /// <summary>A number of kibibytes from the kernel's account of a process.</summary>
    private static long Status(int process, string name) => long.Parse(
        File.ReadLines($"/proc/{process}/status").Single(line => line.StartsWith(name + ":", StringComparison.Ordinal))
            .Split((char[])[':', ' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture);
}
