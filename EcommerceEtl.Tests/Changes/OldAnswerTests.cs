using EcommerceEtl.Worker.Sources;

namespace EcommerceEtl.Tests.Changes;

/// <summary>Answers that something between here and the shop, such as a cache, has kept.</summary>
public sealed class OldAnswerTests : IDisposable
{
    private readonly ChangeReader _reader = new();

    public void Dispose() => _reader.Dispose();

    [Test]
    public async Task An_answer_to_another_question_fails_the_run()
    {
        var shop = new QuietShop(5).With(10, new DateTime(2026, 11, 3, 0, 0, 0, DateTimeKind.Utc));
        await ReadAsync(shop);
        var kept = await ChangesAsync(shop, DateTime.MinValue);
        shop.Edit(3, shop.Now);
        shop.Answer = (question, page) => question == "changed" ? kept : page;

        var error = await Assert.ThrowsAsync<EtlException>(() => ReadAsync(shop));

        Assert.That(error!.Code, Is.EqualTo(ErrorCode.UnexpectedPayload));
    }

    [Test]
    public async Task An_older_state_of_a_cart_does_not_replace_the_newer_one_that_is_held()
    {
        var (shop, kept) = await EditedTwiceAsync(new QuietShop(5));
        await ReadAsync(shop);
        Assert.That(_reader.Carts(shop), Is.EqualTo(shop.Truth));
        shop.Answer = (question, page) => question == "changed" ? kept : page;

        await ReadAsync(shop);

        Assert.That(_reader.Carts(shop), Is.EqualTo(shop.Truth));
    }

    [Test]
    public async Task An_older_state_of_a_cart_does_not_replace_the_newer_one_that_was_read_before_it()
    {
        var (shop, kept) = await EditedTwiceAsync(new QuietShop(5) { Lists = ["carts", "carts again"] });
        var answers = 0;
        shop.Answer = (question, page) => question == "changed" && ++answers == 2 ? kept : page;

        await ReadAsync(shop);

        Assert.That(answers, Is.EqualTo(2));
        Assert.That(_reader.Carts(shop), Is.EqualTo(shop.Truth));
    }

    [Test]
    public async Task Nothing_is_remembered_of_the_cart_that_had_an_id_before()
    {
        var shop = new QuietShop(5) { NeverForgets = true }
            .With(10, new DateTime(2026, 11, 3, 0, 0, 0, DateTimeKind.Utc));
        await ReadAsync(shop);
        shop.Carts[2] = new QuietShop.Cart(3, shop.Now, shop.Now, 0);
        shop.Now = shop.Now.AddMinutes(1);

        await ReadAsync(shop);

        Assert.That(_reader.Carts(shop), Is.EqualTo(shop.Truth));
    }

    /// <summary>A shop that was read, and of which a cart was then edited twice.</summary>
    /// <returns>The shop, and what it answered between the two edits.</returns>
    private async Task<(QuietShop Shop, FeedPage Kept)> EditedTwiceAsync(QuietShop shop)
    {
        shop.With(10, new DateTime(2026, 11, 3, 0, 0, 0, DateTimeKind.Utc));
        await ReadAsync(shop);
        shop.Edit(3, shop.Now.AddSeconds(10));
        shop.Now = shop.Now.AddSeconds(20);
        var kept = await ChangesAsync(shop, shop.Now.AddMinutes(-1));
        shop.Edit(3, shop.Now.AddSeconds(10));
        shop.Now = shop.Now.AddSeconds(20);
        return (shop, kept);
    }

    private Task ReadAsync(QuietShop shop) => _reader.RunAsync(shop, () => true);

    private static Task<FeedPage> ChangesAsync(QuietShop shop, DateTime from) =>
        shop.ChangedAsync("carts", from, DateTime.MaxValue, 0, shop.PageSize, CancellationToken.None);
}
