using EcommerceEtl.Worker.Settings;
using EcommerceEtl.Worker.Sources.Http;

namespace EcommerceEtl.Tests.Worker.Sources;

/// <summary>Whatever a shop does wrong while its list is read in pages: each element lands once and none is missing, or it is
/// refused.</summary>
public sealed class PagingContractTests
{
    private const int PageSize = 10;

    /// <summary>What becomes of each fault, a word or an error code; where it depends on the way of paging, a line for each of
    /// these.</summary>
    private static IEnumerable<TestCaseData> Cases()
    {
        foreach (var paging in Enum.GetValues<Paging>())
            foreach (var fault in Enum.GetValues<PageFault>())
                yield return new TestCaseData(paging, fault, Expected(paging, fault)).SetArgDisplayNames($"{paging}, {fault}");
    }

    private static ErrorCode? Expected(Paging paging, PageFault fault)
    {
        var counts = paging is Paging.Number or Paging.Offset;
        var isTold = paging is Paging.NextLink or Paging.Cursor;
        return fault switch
        {
            PageFault.None or PageFault.GrowsOnce or PageFault.BreaksOff => null,
            // The shop names the next page with its size.
            PageFault.TooSlow => paging == Paging.NextLink ? ErrorCode.SourceUnreachable : null,
            PageFault.FirstPageAlways or PageFault.WebPage or PageFault.TooMany => ErrorCode.UnexpectedPayload,
            PageFault.NoTotal => counts ? ErrorCode.UnexpectedPayload : null,
            PageFault.Circle => isTold ? ErrorCode.UnexpectedPayload : null,
            PageFault.LeadsElsewhere or PageFault.LeadsAside => paging == Paging.NextLink ? ErrorCode.UnexpectedPayload
                : paging == Paging.Cursor ? ErrorCode.SourceError : null,
            _ => ErrorCode.SourceError,
        };
    }

    [TestCaseSource(nameof(Cases))]
    [Fault("page missing or twice")]
    [Fault("list moves while it is read")]
    public async Task Every_element_lands_once_or_the_list_is_refused(object paging, PageFault fault, ErrorCode? expected)
    {
        await using var server = await ScriptedShop.StartAsync();
        var shop = new PagedShop((Paging)paging, fault);
        server.On("/list", shop.AnswerAsync);
        using var extraction = Extract(server, shop);

        if (expected is { } code)
        {
            var error = await extraction.FailsAsync(Entity.Carts, code);
            Assert.That(error.Message, Does.Contain("fakestore").And.Contain("carts").And.Not.Contain("127.0.0.2"));
            Assert.That(server.Requests.Any(request => request.StartsWith("/other", StringComparison.Ordinal)), Is.False);
            return;
        }
        var snapshot = await extraction.RunAsync(Entity.Carts);

        Assert.That(
            await extraction.ElementsAsync(snapshot, Entity.Carts),
            Is.EqualTo(shop.Ids.Select(id => $"{{\"id\":{id}}}")), string.Join('\n', server.Requests));
    }

    [Test]
    public async Task A_list_that_never_stands_still_is_read_four_times()
    {
        await using var server = await ScriptedShop.StartAsync();
        var shop = new PagedShop(Paging.Offset, PageFault.GrowsAlways);
        server.On("/list", shop.AnswerAsync);
        using var extraction = Extract(server, shop);

        var error = await extraction.FailsAsync(Entity.Carts, ErrorCode.SourceError, transient: true);

        Assert.That(error.Message, Does.Contain("changed while it was read, in each of 4 readings").And.Contain("its total went from"));
        Assert.That(server.Requests.Count(request => request.Contains("offset=0", StringComparison.Ordinal)), Is.EqualTo(4));
    }

    [Test]
    public async Task A_page_that_times_out_is_asked_for_by_halves_and_never_less_than_an_eighth()
    {
        await using var server = await ScriptedShop.StartAsync();
        server.On("/list", context => Task.Delay(Timeout.Infinite, context.RequestAborted));
        var shop = new PagedShop(Paging.Cursor, PageFault.None);
        using var extraction = Extract(server, shop, size: 100);

        await extraction.FailsAsync(Entity.Carts, ErrorCode.SourceUnreachable);

        Assert.That(
            server.Requests.Select(request => request.Split("size=")[1]), Is.EqualTo(new[] { "100", "50", "25", "25", "25" }),
            "13 is the least, and 12 the next half");
    }

    [Test]
    public async Task An_element_that_goes_while_another_comes_is_noticed_by_the_overlap_of_pages()
    {
        await using var server = await ScriptedShop.StartAsync();
        var shop = new PagedShop(Paging.Offset, PageFault.None);
        var asked = 0;
        server.On("/list", context =>
        {
            if (++asked == 2)
                shop.Replace(gone: 3, come: 46);
            return shop.AnswerAsync(context);
        });
        using var extraction = Extract(server, shop);

        var snapshot = await extraction.RunAsync(Entity.Carts);

        Assert.That(
            (await extraction.ElementsAsync(snapshot, Entity.Carts)), Is.EqualTo(shop.Ids.Select(id => $"{{\"id\":{id}}}")));
    }

    private static ExtractBundle Extract(ScriptedShop server, PagedShop shop, int size = PageSize) => new(
        server.Url, new HttpOptions
        {
            RetryBaseDelay = TimeSpan.FromMilliseconds(1),
            RequestsPerSecond = 1000,
            AttemptTimeout = TimeSpan.FromMilliseconds(300),
        },
        kind: (_, client) => shop.Source(client, size));
}
