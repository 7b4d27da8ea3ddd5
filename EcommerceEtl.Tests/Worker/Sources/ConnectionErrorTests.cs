using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EcommerceEtl.Worker.Sources.Http;

namespace EcommerceEtl.Tests.Worker.Sources;

/// <summary>What stands between the worker and the shop is named by its cause.</summary>
public sealed class ConnectionErrorTests
{
    private static readonly DateTimeOffset _past = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset _future = new(2100, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [TestCase("127.0.0.1", -1, "is for another name", "BaseUrl", TestName = "A_certificate_for_another_name")]
    [TestCase("localhost", -1, "is signed by itself", "SSL_CERT_FILE", TestName = "A_certificate_signed_by_itself")]
    [TestCase("localhost", 30, "is good from 2020-01-01 00:00 to 2020-01-31 00:00 UTC only", "Renew", TestName = "An_expired_certificate")]
    [Fault("untrusted certificate")]
    [Fault("expired certificate")]
    public async Task Says_what_is_wrong_with_it(string host, int days, string cause, string advice)
    {
        using var certificate = SelfSigned(days < 0 ? _future : _past.AddDays(days));
        await AssertUntrustedAsync(certificate, host, cause, advice);
    }

    [Test]
    [Fault("untrusted certificate")]
    public async Task A_certificate_of_an_unknown_authority_says_that_it_is_unknown()
    {
        using var key = RSA.Create(2048);
        using var authority = SelfSigned(_future, "CN=Nobody's authority", authority: true);
        using var bare = Request("CN=localhost", key).Create(authority, _past, _future, [1, 2, 3]).CopyWithPrivateKey(key);
        using var certificate = Loaded(bare);
        await AssertUntrustedAsync(certificate, "localhost", "comes from an authority that this machine does not trust", "SSL_CERT_DIR");
    }

    [TestCase("https://shop.test/api", "Connection refused (proxy.test:3128)", "That is a proxy on the way.")]
    [TestCase("http://shop.test", "Name or service not known (proxy.test:80)", "name the shop's host in NO_PROXY")]
    [TestCase("https://shop.test/api", "Connection refused (shop.test:443)", "Check the store's BaseUrl")]
    [TestCase("https://münchen.test", "Name or service not known (xn--mnchen-3ya.test:443)", "Check the store's BaseUrl")]
    [TestCase("http://[::1]:81", "Connection refused ([::1]:81)", "Check the store's BaseUrl")]
    [TestCase("https://shop.test", "The connection was closed", "Check the store's BaseUrl")]
    public void A_proxy_that_is_down_is_not_taken_for_the_shop(string shop, string seen, string advice)
    {
        var error = ConnectionErrors.GaveUp(
            new SourceRequest("s", Entity.Carts, new Uri(shop)), new HttpRequestException(HttpRequestError.ConnectionError, seen), 3);

        Assert.That((error.Code, error.Transient), Is.EqualTo((ErrorCode.SourceUnreachable, true)));
        Assert.That(error.Message, Does.Contain(seen).And.Contain(advice));
    }

    [Test]
    [Fault("plain http behind https")]
    public async Task Plain_http_behind_an_https_address_is_called_that()
    {
        await using var shop = new RawShop(RawShop.Send("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
        var error = await ErrorAsync(shop.Url.Replace("http:", "https:", StringComparison.Ordinal));

        Assert.That((error.Code, error.Transient), Is.EqualTo((ErrorCode.SourceUnreachable, false)));
        Assert.That(error.Message, Does.Contain("something else than https").And.Contain("http://").And.Contain("AllowHttp")
            .And.Not.Contain("certificate"));
        Assert.That(shop.Connections, Is.EqualTo(1));
    }

    [Test]
    [Fault("plain http behind https")]
    public async Task A_server_that_hangs_up_on_https_may_speak_plain_http()
    {
        await using var shop = new RawShop(RawShop.Send(""));
        var error = await ErrorAsync(shop.Url.Replace("http:", "https:", StringComparison.Ordinal));

        Assert.That((error.Code, error.Transient), Is.EqualTo((ErrorCode.SourceUnreachable, true)));
        Assert.That(error.Message, Does.Contain("before https was agreed on").And.Contain("AllowHttp").And.Contain("5 attempts"));
    }

    [Test]
    [Fault("plain http behind https")]
    public async Task Https_behind_a_plain_address_is_hinted_at()
    {
        using var certificate = SelfSigned(_future);
        await using var shop = await ScriptedShop.StartAsync(certificate);
        var error = await ErrorAsync(shop.Url.Replace("https:", "http:", StringComparison.Ordinal));

        Assert.That(error.Code, Is.EqualTo(ErrorCode.SourceUnreachable));
        Assert.That(error.Message, Does.Contain("If the shop speaks https there").And.Contain("https://"));
    }

    [Test]
    [Fault("plain http behind https")]
    public async Task A_refusal_in_TLS_says_so()
    {
        // A fatal alert: protocol version.
        await using var shop = new RawShop(async socket =>
        {
            await socket.SendAsync(new byte[] { 0x15, 3, 1, 0, 2, 2, 70 });
            socket.Shutdown(SocketShutdown.Send);
        });
        var error = await ErrorAsync(shop.Url.Replace("http:", "https:", StringComparison.Ordinal));

        Assert.That((error.Code, error.Transient), Is.EqualTo((ErrorCode.SourceUnreachable, false)));
        Assert.That(error.Message, Does.Contain("no version of TLS").And.Contain("TLS 1.2"));
    }

    [Test]
    [Fault("redirect out of the shop's address")]
    public void A_redirect_from_https_to_plain_http_of_the_same_host_names_the_proxy_header()
    {
        using var response =
            new HttpResponseMessage(HttpStatusCode.PermanentRedirect) { Headers = { Location = new Uri("http://shop.test/carts/") } };
        var request = new SourceRequest("shop", Entity.Carts, new Uri("https://shop.test/carts"));

        Assert.That(Redirects.Target("https://shop.test", request.Url, response), Is.Null);
        Assert.That(
            SourceErrors.Status(request, response, new BodyStart(response, [], whole: true)).Message,
            Does.Contain("points to http://shop.test, the same address").And.Contain("X-Forwarded-Proto"));
    }

    [TestCase(407, false, "407 and wants a user and a password", "http://USER:PASSWORD@HOST:PORT")]
    [TestCase(403, false, "refused with 403", "NO_PROXY")]
    [TestCase(502, true, "answered 502", "HTTPS_PROXY")]
    [Fault("proxy that refuses")]
    public async Task A_proxy_that_does_not_lead_to_the_shop_is_told_from_the_shop(int status, bool transient, string cause, string advice)
    {
        await using var proxy = new RawShop(RawShop.Send($"HTTP/1.1 {status} No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
        var error = await ErrorAsync("https://shop.invalid", proxy.Url);

        Assert.That(error.Transient, Is.EqualTo(transient));
        Assert.That(error.Code, Is.EqualTo(transient ? ErrorCode.SourceUnreachable : ErrorCode.SourceError));
        Assert.That(error.Message, Does.Contain("the proxy on the way").And.Contain(cause).And.Contain(advice)
            .And.Contain("https://shop.invalid/carts"));
        Assert.That(proxy.Connections, Is.EqualTo(transient ? 5 : 1));
    }

    [Test]
    [Fault("proxy that refuses")]
    public async Task A_proxy_of_plain_http_that_wants_a_password_is_told_from_the_shop()
    {
        await using var shop = (await ScriptedShop.StartAsync())
            .On("/carts", ScriptedShop.Status(407, ("Proxy-Authenticate", "Basic realm=\"x\"")));
        var error = await ErrorAsync(shop.Url);

        Assert.That((error.Code, error.Transient), Is.EqualTo((ErrorCode.SourceError, false)));
        Assert.That(error.Message, Does.Contain("407 and wants a user and a password").And.Contain("NO_PROXY").And.Not.Contain("Token"));
    }

    private static async Task AssertUntrustedAsync(X509Certificate2 certificate, string host, string cause, string advice)
    {
        await using var shop = await ScriptedShop.StartAsync(certificate);
        using var extraction = new ExtractBundle(shop.Url.Replace("127.0.0.1", host, StringComparison.Ordinal));

        var error = await extraction.FailsAsync(Entity.Carts, ErrorCode.SourceUnreachable, transient: false);

        Assert.That(error.Message, Does.Contain("could not be trusted: its certificate").And.Contain(cause).And.Contain(advice)
            .And.Contain(extraction.Store.BaseUrl));
        Assert.That(extraction.Notices, Is.Empty, "it is no matter for another attempt");
        Assert.That(shop.Requests, Is.Empty, "nothing was said to a server that is not trusted");
    }

    private static async Task<EtlException> ErrorAsync(string url, string? proxy = null)
    {
        using var extraction = new ExtractBundle(url, proxy: proxy);
        return await Failures.OfAsync(() => extraction.RunAsync(Entity.Carts));
    }

    private static X509Certificate2 SelfSigned(DateTimeOffset until, string name = "CN=localhost", bool authority = false)
    {
        using var key = RSA.Create(2048);
        var request = Request(name, key);
        if (authority)
            request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var bare = request.CreateSelfSigned(_past, until);
        return Loaded(bare);
    }

    private static CertificateRequest Request(string name, RSA key)
    {
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        return request;
    }

    private static X509Certificate2 Loaded(X509Certificate2 bare) =>
        X509CertificateLoader.LoadPkcs12(bare.Export(X509ContentType.Pfx), null);
}
