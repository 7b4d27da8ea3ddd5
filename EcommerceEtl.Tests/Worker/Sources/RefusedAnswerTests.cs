using Microsoft.AspNetCore.Http;

namespace EcommerceEtl.Tests.Worker.Sources;

public sealed class RefusedAnswerTests
{
    private const string Challenge =
        "<!DOCTYPE html><html><head><title>Just a moment...</title></head><body>ray id 8f3a john@gmail.com</body></html>";

    [Test]
    [Fault("403 challenge")]
    public async Task A_challenge_page_says_that_the_CDN_refuses_data_centres()
    {
        var error = await RefusedAsync(ScriptedShop.Body(403, "text/html; charset=UTF-8", Challenge));

        Assert.That(error.Code, Is.EqualTo(ErrorCode.SourceRefused));
        Assert.That(error.Message, Does.Contain("403").And.Not.Contain("Just a moment").And.Contain("data-centre")
            .And.Contain("another network"));
    }

    [TestCase(401)]
    [TestCase(403)]
    [Fault("401")]
    public async Task A_plain_refusal_points_to_the_token(int status)
    {
        var error = await RefusedAsync(ScriptedShop.Body(status, "application/json", """{"message":"john@gmail.com may not"}"""));

        Assert.That(error.Code, Is.EqualTo(ErrorCode.SourceRefused));
        Assert.That(error.Message, Does.Contain($"{status}").And.Contain("Token"));
    }

    [TestCase(400)]
    [TestCase(404)]
    [TestCase(410)]
    [Fault("404 and other 4xx")]
    public async Task Another_client_error_points_to_the_address(int status)
    {
        var error = await RefusedAsync(ScriptedShop.Body(status, "application/json", """{"status":"error","message":"john@gmail.com"}"""));

        Assert.That(error.Code, Is.EqualTo(ErrorCode.SourceError));
        Assert.That(error.Message, Does.Contain($"{status}").And.Contain("BaseUrl").And.Contain("a JSON object"));
    }

    [Test]
    [Fault("HTML with 200")]
    public async Task A_page_with_status_200_is_described_and_its_title_is_not_shown()
    {
        var error =
            await RefusedAsync(ScriptedShop.Body(200, "text/html", "\n <html><title>\n Sign in &amp; go </title>john@gmail.com</html>"));

        Assert.That(error.Code, Is.EqualTo(ErrorCode.UnexpectedPayload));
        Assert.That(error.Message, Does.Contain("an HTML page (text/html, 63 bytes)").And.Not.Contain("Sign in"));
    }

    [TestCase("null", "a JSON null (application/json, 4 bytes)")]
    [TestCase("", "an empty body (application/json, 0 bytes)")]
    [TestCase("  \n", "an empty body (application/json, 3 bytes)")]
    [TestCase("""{"status":"error","message":"john@gmail.com"}""", "a JSON object (first token {) (application/json, 45 bytes)")]
    [TestCase("\"john@gmail.com\"", "a JSON text (application/json, 16 bytes)")]
    [TestCase("-5", "a number (application/json, 2 bytes)")]
    [TestCase("%PDF john@gmail.com", "something that is no JSON (application/json, 19 bytes)")]
    [Fault("root null")]
    [Fault("status error object")]
    public async Task A_root_that_is_no_array_is_described_and_never_quoted(string body, string described)
    {
        var error = await RefusedAsync(ScriptedShop.Body(200, "application/json", body));

        Assert.That(error.Code, Is.EqualTo(ErrorCode.UnexpectedPayload));
        Assert.That(error.Message, Does.Contain(described));
    }

    [TestCase("text/secret", "a content type that no shop uses")]
    [TestCase("application/JSON", "application/json")]
    [TestCase("", "no content type")]
    public async Task A_content_type_is_shown_if_it_is_a_usual_one(string type, string shown) =>
        Assert.That((await RefusedAsync(ScriptedShop.Body(200, type, "7"))).Message, Does.Contain($"a number ({shown}, 1 bytes)"));

    [TestCase("/secret", "points to another path of the same host")]
    [TestCase("secret:15702367033", "points to an address of another kind than http")]
    [TestCase("http://shop.test:81/secret", "points to http://shop.test:81, ")]
    public async Task Of_the_target_of_a_redirect_nothing_behind_its_host_is_shown(string target, string shown)
    {
        var error = await RefusedAsync(ScriptedShop.Status(302, ("Location", target)));

        Assert.That(error.Message, Does.Contain(shown).And.Not.Contain("secret").And.Not.Contain("1570"));
    }

    [Test]
    [Fault("304 that nobody asked for")]
    public async Task An_unasked_304_points_to_a_cache()
    {
        var error = await RefusedAsync(ScriptedShop.Status(304));

        Assert.That(error.Code, Is.EqualTo(ErrorCode.UnexpectedPayload));
        Assert.That(error.Message, Does.Contain("304, that nothing has changed").And.Contain("A cache").And.Not.Contain("nowhere"));
    }

    [TestCase(301)]
    [TestCase(302)]
    [TestCase(303)]
    [TestCase(307)]
    [TestCase(308)]
    [Fault("redirect to a login page")]
    public async Task A_redirect_is_not_followed_and_its_target_is_shown_without_secrets(int status)
    {
        var error = await RefusedAsync(ScriptedShop.Status(status, ("Location", "https://me:pw@shop.test/login?next=john@gmail.com")));

        Assert.That(error.Code, Is.EqualTo(ErrorCode.UnexpectedPayload));
        Assert.That(error.Message, Does.Contain("points to https://shop.test, ").And.Contain("BaseUrl").And.Not.Contain("pw")
            .And.Not.Contain("login?"));
    }

    [Test]
    public async Task User_and_query_of_the_address_are_never_shown()
    {
        await using var shop = (await ScriptedShop.StartAsync()).On("/carts", ScriptedShop.Status(404));
        using var extraction = new ExtractBundle(shop.Url.Replace("http://", "http://me:pw@", StringComparison.Ordinal) + "?key=s3cret");

        var error = await Failures.OfAsync(() => extraction.RunAsync(Entity.Carts));

        Assert.That(error.Message, Does.Contain(shop.Url + "/carts").And.Not.Contain("s3cret").And.Not.Contain("pw"));
        Assert.That(error.Message, Does.Contain("', with the user and the query of the store's BaseUrl, which are not shown here)"));
        Assert.That(shop.Requests.Single(), Is.EqualTo("/carts?key=s3cret"));
    }

    /// <summary>The failure an answer leads to, after checking what holds for all of them: one request, no quote, all names
    /// given.</summary>
    private static async Task<EtlException> RefusedAsync(RequestDelegate answer)
    {
        await using var extraction = (await ScriptedShop.OnAsync("/users", answer)).Extract();
        var error = await Failures.OfAsync(() => extraction.RunAsync(Entity.Customers));
        Assert.That(extraction.Shop.Requests, Has.Count.EqualTo(1));
        Assert.That(error.Transient, Is.False);
        Assert.That(error.ToString(), Does.Not.Contain("john@gmail.com"));
        Assert.That(error.Message, Does.Contain("'fakestore'").And.Contain("customers").And.Contain(extraction.Shop.Url + "/users"));
        if (error.Message.Contains(" 304", StringComparison.Ordinal))
            return error;
        // What is not shown can be looked at.
        Assert.That(error.Message, Does.EndWith($" Look at the answer yourself (curl -i '{extraction.Shop.Url}/users')."));
        return error;
    }
}
