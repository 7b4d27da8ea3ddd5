using System.Collections.Concurrent;
using System.IO.Compression;
using System.Text;
using EcommerceEtl.Worker.Settings;

namespace EcommerceEtl.Tests.Worker.Sources;

public sealed class BodyBoundTests
{
    private const long MiB = 1024 * 1024;

    /// <summary>What it measures is the whole process's.</summary>
    [Test]
    [NonParallelizable]
    [Fault("huge body")]
    public async Task An_endless_body_is_cut_off_in_flat_memory()
    {
        var block =
            Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(1, 1000).Select(id => $$"""{"id":{{id}},"userId":1,"products":[]},""")));
        ConcurrentQueue<long> held = [];
        await using var extraction = (await ScriptedShop.OnAsync("/carts", async context =>
        {
            await context.Response.Body.WriteAsync("["u8.ToArray());
            for (var blocks = 0; !context.RequestAborted.IsCancellationRequested; blocks++)
            {
                await context.Response.Body.WriteAsync(block, context.RequestAborted);
                if (blocks % 100 == 0)
                    held.Enqueue(GC.GetTotalMemory(forceFullCollection: true));
            }
        })).Extract(new HttpOptions { MaxBodyBytes = 64 * MiB });

        var error = await extraction.FailsAsync(Entity.Carts, ErrorCode.BodyTooLarge);
        Assert.That(error.Message, Does.Contain("67,108,864 bytes").And.Contain("Http:MaxBodyBytes"));
        Assert.That(extraction.Shop.Requests, Has.Count.EqualTo(1));
        Assert.That(held, Has.Count.GreaterThan(5));
        Assert.That(held.Max() - held.First(), Is.LessThan(32 * MiB));
    }

    [Test]
    [Fault("gzip bomb")]
    public async Task A_gzip_bomb_is_counted_after_decompression()
    {
        var zeros = new byte[MiB];
        zeros.AsSpan().Fill((byte)' ');
        await using var extraction = (await ScriptedShop.OnAsync("/carts", async context =>
        {
            context.Response.Headers.ContentEncoding = "gzip";
            await using var gzip = new GZipStream(context.Response.Body, CompressionLevel.Fastest);
            await gzip.WriteAsync("[1,"u8.ToArray());
            for (var i = 0; i < 64; i++)
                await gzip.WriteAsync(zeros, context.RequestAborted);
        })).Extract(new HttpOptions { MaxBodyBytes = 3 * MiB });

        var error = await extraction.FailsAsync(Entity.Carts, ErrorCode.BodyTooLarge);
    }

    [TestCase("[", 200_000)]
    [TestCase("{\"a\":", 200_000)]
    [TestCase("[", 65)]
    [Fault("endless nesting")]
    public async Task Endless_nesting_is_refused_at_once(string opening, int times)
    {
        await using var extraction = (await ScriptedShop.OnAsync(
            "/carts", ScriptedShop.Json("[" + string.Concat(Enumerable.Repeat(opening, times))))).Extract();

        var error = await extraction.FailsAsync(Entity.Carts, ErrorCode.UnexpectedPayload, transient: false);
        Assert.That(error.Message, Does.Contain("64 levels"));
        Assert.That(extraction.Shop.Requests, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task An_element_nested_63_levels_within_the_array_lands()
    {
        var deep = "{\"id\":1,\"extra\":" + new string('[', 62) + new string(']', 62) + "}";
        await using var extraction = (await ScriptedShop.OnAsync("/carts", ScriptedShop.Json($"[{deep}]"))).Extract();

        var snapshot = await extraction.RunAsync(Entity.Carts);

        Assert.That(await extraction.ElementsAsync(snapshot, Entity.Carts), Is.EqualTo(new[] { "{\"id\":1}" }));
    }

    [TestCase('1', "a number or white space of more than 4 MiB")]
    [TestCase(' ', "a number or white space of more than 4 MiB")]
    public async Task What_is_longer_than_4_MiB_and_no_text_is_refused(char character, string says)
    {
        await using var extraction = (await ScriptedShop.OnAsync(
            "/carts", ScriptedShop.Json($$"""[{"id":1},{"id":2,"x":{{new string(character, 5 * (int)MiB)}}0}]"""))).Extract();

        var error = await extraction.FailsAsync(Entity.Carts, ErrorCode.UnexpectedPayload, transient: false);
        Assert.That(error.Message, Does.Contain(says));
    }

    [Test]
    [Fault("endless nesting")]
    public async Task Nesting_is_refused_within_an_element_that_is_too_large_to_be_held_too()
    {
        await using var extraction = (await ScriptedShop.OnAsync(
            "/carts", ScriptedShop.Json(
                $$"""[{"id":1,"x":"{{new string('x', 5 * (int)MiB)}}","y":{{new string('[', 62)}}{{new string('[', 62)}}"""))).Extract();

        var error = await extraction.FailsAsync(Entity.Carts, ErrorCode.UnexpectedPayload, transient: false);
        Assert.That(error.Message, Does.Contain("64 levels"));
    }

    [Test]
    public async Task Elements_are_found_whatever_blocks_they_arrive_in()
    {
        var random = new Random(20260301);
        var elements = Enumerable.Range(1, 3000)
            .Select(id => $$"""{"id":{{id}},"userId":{{id % 7}},"date":"2020-01-0{{1 + id % 9}}","products":["""
                + string.Join(',', Enumerable.Repeat("""{"productId":3,"quantity":1.5}""", random.Next(4))) + "]}").ToArray();
        var body = Encoding.UTF8.GetBytes("[" + string.Join(",\n ", elements) + "]");
        await using var extraction = (await ScriptedShop.OnAsync("/carts", async context =>
        {
            for (var sent = 0; sent < body.Length;)
            {
                var size = Math.Min(random.Next(1, 9000), body.Length - sent);
                await context.Response.Body.WriteAsync(body.AsMemory(sent, size));
                await context.Response.Body.FlushAsync();
                sent += size;
            }
        })).Extract();

        var snapshot = await extraction.RunAsync(Entity.Carts);

        Assert.That(await extraction.ElementsAsync(snapshot, Entity.Carts), Is.EqualTo(elements));
    }
}
