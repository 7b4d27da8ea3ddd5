using EcommerceEtl.Worker.Settings;
using Microsoft.AspNetCore.Http;

namespace EcommerceEtl.Tests.Worker.Sources;

/// <summary>The store's BaseUrl is the shop's address with the path <c>/api/v1</c>.</summary>
public sealed class RedirectTests
{
    private const string Good = """[{"id":1},{"id":2}]""";

    [TestCase(301)]
    [TestCase(307)]
    [TestCase(308)]
    [Fault("redirect within the shop's address")]
    public async Task A_redirect_below_the_BaseUrl_is_followed_with_the_token(int status)
    {
        await using var shop = (await ScriptedShop.StartAsync())
            .On("/api/v1/carts", To(status, "/api/v1/carts/"))
            .On("/api/v1/carts/", To(status, "../lists/carts.json")).On("/api/v1/lists/carts.json", ScriptedShop.Json(Good));
        using var extraction = Extract(shop.Url + "/api/v1");

        var snapshot = await extraction.RunAsync(Entity.Carts);

        Assert.That(snapshot.Entities[0].Elements, Is.EqualTo(2));
        Assert.That(shop.Requests, Is.EqualTo(new[] { "/api/v1/carts", "/api/v1/carts/", "/api/v1/lists/carts.json" }));
        Assert.That(shop.Headers.Select(headers => headers["Authorization"].ToString()), Is.All.EqualTo("Bearer t0ken"));
    }

    [Test]
    [Fault("redirect within the shop's address")]
    public async Task The_query_goes_along_and_one_that_got_lost_is_not_followed()
    {
        await using var shop = (await ScriptedShop.StartAsync())
            .On("/api/v1/carts", To(308, "/api/v1/carts/?key=s3cret"))
            .On("/api/v1/carts/", ScriptedShop.Json(Good))
            .On("/api/v1/users", To(308, "/api/v1/users/")).On("/api/v1/users/", ScriptedShop.Json(Good));
        using var extraction = Extract(shop.Url + "/api/v1?key=s3cret");

        Assert.That((await extraction.RunAsync(Entity.Carts)).Entities[0].Elements, Is.EqualTo(2));
        var error = await extraction.FailsAsync(Entity.Customers, ErrorCode.UnexpectedPayload, transient: false);
        Assert.That(error.Message, Does.Contain("308").And.Contain("another query").And.Contain("another path of the same host")
            .And.Not.Contain("s3cret"));
    }

    [TestCase("http://other.test/api/v1/carts")]
    [TestCase("//other.test/api/v1/carts")]
    [TestCase("https://{authority}/api/v1/carts")]
    [TestCase("http://127.0.0.1:1/api/v1/carts")]
    [TestCase("http://{authority}@other.test/api/v1/carts")]
    [TestCase("/carts")]
    [TestCase("/api/v2/carts")]
    [TestCase("/api/v11/carts")]
    [TestCase("/api/v1/../carts")]
    [TestCase("/api/v1/%2e%2e/carts")]
    [TestCase("ftp://{authority}/api/v1/carts")]
    [TestCase("")]
    [Fault("redirect out of the shop's address")]
    public async Task A_redirect_out_of_it_is_not_followed(string target)
    {
        await using var shop = await ScriptedShop.StartAsync();
        shop.On("/api/v1/carts", To(308, target.Replace("{authority}", new Uri(shop.Url).Authority, StringComparison.Ordinal)));
        using var extraction = Extract(shop.Url + "/api/v1");

        var error = await extraction.FailsAsync(Entity.Carts, ErrorCode.UnexpectedPayload, transient: false);
        Assert.That(error.Message, Does.Contain("308").And.Contain("set the store's BaseUrl"));
        Assert.That(shop.Requests, Is.EqualTo(new[] { "/api/v1/carts" }));
    }

    [TestCase(302)]
    [TestCase(303)]
    [Fault("redirect to a login page")]
    public async Task Statuses_of_logins_are_not_followed_wherever_they_point(int status)
    {
        await using var shop = (await ScriptedShop.StartAsync()).On("/api/v1/carts", To(status, "/api/v1/carts/"))
            .On("/api/v1/carts/", ScriptedShop.Json(Good));
        using var extraction = Extract(shop.Url + "/api/v1");

        var error = await Failures.OfAsync(() => extraction.RunAsync(Entity.Carts));

        Assert.That(error.Message, Does.Contain($"{status}").And.Contain("login page").And.Contain("Redirects are not followed"));
        Assert.That(shop.Requests, Has.Count.EqualTo(1));
    }

    [Test]
    [Fault("redirect within the shop's address")]
    public async Task A_circle_of_redirects_ends_after_five()
    {
        await using var shop = (await ScriptedShop.StartAsync()).On("/api/v1/carts", To(307, "/api/v1/carts"));
        using var extraction = Extract(shop.Url + "/api/v1");

        var error = await extraction.FailsAsync(Entity.Carts, ErrorCode.UnexpectedPayload, transient: false);
        Assert.That(error.Message, Does.Contain("after 5 redirects").And.Contain("circle"));
        Assert.That(shop.Requests, Has.Count.EqualTo(6));
    }

    [Test]
    public async Task What_is_wrong_behind_a_redirect_names_the_address_that_was_asked_and_is_asked_again_from_the_start()
    {
        await using var shop = (await ScriptedShop.StartAsync())
            .On("/api/v1/carts", To(307, "/api/v1/carts/"))
            .On("/api/v1/carts/", ScriptedShop.Status(503), ScriptedShop.Body(200, "application/json", "{}"));
        using var extraction = Extract(shop.Url + "/api/v1");

        var error = await Failures.OfAsync(() => extraction.RunAsync(Entity.Carts));

        Assert.That(error.Message, Does.Contain(shop.Url + "/api/v1/carts, redirected)").And.Contain("a JSON object"));
        Assert.That(error.Message, Does.Contain($"curl -iL '{shop.Url}/api/v1/carts'").And.Not.Contain("/api/v1/carts/"));
        Assert.That(shop.Requests, Is.EqualTo(new[] { "/api/v1/carts", "/api/v1/carts/", "/api/v1/carts", "/api/v1/carts/" }));
    }

    private static RequestDelegate To(int status, string target) => ScriptedShop.Status(status, ("Location", target));

    private static ExtractBundle Extract(string url) => new(url, store: new StoreOptions { Token = "t0ken" });
}
