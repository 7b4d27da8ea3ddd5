using EcommerceEtl.Worker.Landing;
using EcommerceEtl.Worker.Settings;

namespace EcommerceEtl.Tests.Worker.Sources;

public sealed class FakeStoreExtractTests
{
    private static readonly Entity[] _all = [Entity.Products, Entity.Customers, Entity.Carts];

    [Test]
    public async Task The_real_answers_land_whole()
    {
        await using var extraction = (await ScriptedShop.StartAsync()).WithFakeStore().Extract();

        var snapshot = await extraction.RunAsync(_all);

        Assert.That(snapshot.Entities.Select(landed => (landed.Entity, landed.Elements)), Is.EqualTo(
            new[] { (Entity.Products, 20L), (Entity.Customers, 10L), (Entity.Carts, 7L) }));
        Assert.That(snapshot.Entities.All(
            landed => landed is { Ascending: true, Keyless: 0, Coverage: Coverage.Complete, Drift: [] }), Is.True);
        Assert.That(
            snapshot.Entities.Select(landed => landed.Bytes),
            Is.EqualTo(new[] { "products", "users", "carts" }.Select(name => (long)ScriptedShop.FakeStoreFile(name).Length)));
        Assert.That(
            (await extraction.ElementsAsync(snapshot, Entity.Carts))[0],
            Is.EqualTo(
                """{"id":1,"userId":1,"date":"2020-03-02T00:00:00.000Z","products":[{"productId":1,"quantity":4},{"productId":2"""
                    + ""","quantity":1},{"productId":3,"quantity":6}]}"""));
    }

    [Test]
    public async Task Only_three_plain_addresses_are_asked_and_never_with_a_limit()
    {
        await using var extraction = (await ScriptedShop.StartAsync()).WithFakeStore().Extract(path: "/");

        await extraction.RunAsync(_all);

        Assert.That(extraction.Shop.Requests, Is.EqualTo(new[] { "/products", "/users", "/carts" }));
        Assert.That(extraction.Shop.Headers.First()["Authorization"].Count, Is.Zero);
    }

    [Test]
    public async Task A_second_extract_of_the_same_data_writes_no_chunk()
    {
        await using var extraction = (await ScriptedShop.StartAsync()).WithFakeStore().Extract();

        var first = await extraction.RunAsync(1, CancellationToken.None, _all);
        var written = extraction.ChunksWritten;
        var second = await extraction.RunAsync(2, CancellationToken.None, _all);

        Assert.That(written, Is.EqualTo(3));
        Assert.That(extraction.ChunksWritten, Is.Zero);
        Assert.That(second.Hash, Is.EqualTo(first.Hash));
        Assert.That(extraction.Files("*.tmp"), Is.Empty);
    }

    [Test]
    public async Task Compressed_answers_are_counted_after_decompression_and_land_as_the_plain_ones()
    {
        var plain = ScriptedShop.FakeStoreFile("products");
        await using var extraction = (await ScriptedShop.OnAsync("/products", async context =>
        {
            context.Response.Headers.ContentEncoding = "gzip";
            await using var gzip =
                new System.IO.Compression.GZipStream(context.Response.Body, System.IO.Compression.CompressionLevel.Fastest);
            await gzip.WriteAsync(plain);
        })).Extract();

        var snapshot = await extraction.RunAsync(Entity.Products);

        Assert.That(snapshot.Entities[0].Bytes, Is.EqualTo(plain.Length));
        Assert.That(snapshot.Entities[0].Elements, Is.EqualTo(20));
    }

    [Test]
    public async Task The_answers_validators_are_kept_as_they_were_sent()
    {
        await using var extraction = (await ScriptedShop.OnAsync("/products", async context =>
        {
            context.Response.Headers.ETag = "W/\"abc\"";
            context.Response.Headers.LastModified = "Wed, 21 Oct 2015 07:28:00 GMT";
            await ScriptedShop.Json("[]")(context);
        })).Extract();

        var landed = (await extraction.RunAsync(Entity.Products)).Entities[0];

        Assert.That((landed.ETag, landed.LastModified), Is.EqualTo(("W/\"abc\"", "Wed, 21 Oct 2015 07:28:00 GMT")));
        Assert.That((landed.Elements, landed.Chunks.Length), Is.EqualTo((0L, 0)));
    }

    [Test]
    public async Task A_token_is_sent_as_a_bearer_token_and_a_path_in_the_address_is_kept()
    {
        await using var extraction = (await ScriptedShop.OnAsync(
            "/api/v1/carts", ScriptedShop.Json("[]"))).Extract(path: "/api/v1/", store: new StoreOptions { Token = "s3cret" });

        await extraction.RunAsync(Entity.Carts);

        Assert.That(extraction.Shop.Requests, Is.EqualTo(new[] { "/api/v1/carts" }));
        Assert.That(extraction.Shop.Headers.First()["Authorization"].ToString(), Is.EqualTo("Bearer s3cret"));
    }

    [Test]
    public async Task A_byte_order_mark_and_white_space_around_the_array_are_no_error()
    {
        await using var extraction = (await ScriptedShop.OnAsync("/carts", ScriptedShop.Json("\uFEFF \n [ {\"id\":7} ] \n"))).Extract();

        var snapshot = await extraction.RunAsync(Entity.Carts);

        Assert.That(await extraction.ElementsAsync(snapshot, Entity.Carts), Is.EqualTo(new[] { "{\"id\":7}" }));
    }

    [Test]
    public async Task Requests_to_one_store_keep_to_its_allowance()
    {
        await using var extraction = (await ScriptedShop.OnAsync(
            "/carts", ScriptedShop.Json("[]"))).Extract(new HttpOptions { RequestsPerSecond = 2 });
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));

        await extraction.RunAsync(1, CancellationToken.None, Entity.Carts);
        await extraction.RunAsync(2, CancellationToken.None, Entity.Carts);

        await Assert.ThatAsync(() => extraction.RunAsync(3, soon.Token, Entity.Carts), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(extraction.Shop.Requests, Has.Count.EqualTo(2));
    }
}
