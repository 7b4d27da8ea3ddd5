using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace EcommerceEtl.Tests.Privacy;

/// <summary>Ways in which a shop fails while it shows personal data.</summary>
internal static class IndiscreetFailures
{
    /// <summary>Answers to a request for users, by the name of the store that gets them.</summary>
    public static Dictionary<string, RequestDelegate> Answers(Secrets s)
    {
        var latin = s.Name("not UTF-8");
        var target =
            $"https://login.example/{s.Email("path of a redirect")}/{s.Phone("digits in a redirect")}"
                + $"?name={s.Word("query of a redirect")}#{s.Word("fragment of a redirect")}";
        var (header, cookie, parameter) = (s.Email("header"), s.Password("cookie"), s.Email("parameter of the content type"));
        var (lost, below, kind, unit) = (s.Word("path of a redirect on the same host"), s.Letters("path of a redirect below"),
            s.Letters("content type"), s.Letters("unit of a range"));
        var (total, changed, found) = (s.Phone("total"), s.Name("Last-Modified"), s.Phone("total of a range"));
        return new()
        {
            ["title"] = Body(404, "text/html", $"<html><head><title>Order of {s.Name("name as title of a page")}</title></head></html>"),
            ["greeting"] = Body(200, "text/html", $"<title>{s.Letters("word as title of a page")}</title>"),
            ["lost"] = To(302, $"/{lost}/users"),
            ["looping"] = To(307, $"{{base}}/{below}/users"),
            ["strange"] = Body(200, $"text/{kind}", "?"),
            ["part"] = With(206, "[]", ("Content-Range", $"{unit} 0-3/{found}")),
            ["more"] = With(200, "[]", ("X-Total-Count", total), ("Last-Modified", Uri.EscapeDataString(changed))),
            ["down"] = Body(503, "application/json", $$"""{"error":"no user {{s.Email("body of a 503")}}"}""", s.Name("reason of a 503")),
            ["missing"] = Body(404, "application/json", $$"""{"message":"who is {{s.Name("body of a 404")}}?"}"""),
            ["forbidden"] = Body(
                403, "text/html", $"<html><head><title>Goodbye {s.Email("title of a page")}, "
                    + $"{s.Phone("phone in a title")}</title></head><body>{s.Street("body of a page")}</body></html>"),
            ["page"] = Body(200, "text/html", $"<html><title>Sign in</title>{s.Email("body of a page with status 200")}</html>"),
            ["status"] =
                Body(200, "application/json", $$$"""{"status":"error","user":{"email":"{{{s.Email("object in place of a list")}}}"}}"""),
            ["text"] = Body(200, "application/json", $"\"{s.Password("text in place of a list")}\""),
            ["words"] = Body(200, "text/plain", $"{s.Name("words in place of a list")} is not at home"),
            ["garbled"] =
                Body(200, "application/json", $$"""[{"id":1,"email":"{{s.Email("before garbage")}}"},{"id":2"""
                + $$""","email":"{{s.Email("garbled")}}" oops {{s.Name("garbage")}}]"""),
            ["cut"] = Body(200, "application/json",
                $$"""[{"id":1,"email":"{{s.Email("before the cut")}}"},{"id":2,"password":"{{s.Password("cut off")}}"""),
            ["latin"] = context => context.Response.Body.WriteAsync(
                Encoding.Latin1.GetBytes($$$"""[{"id":1,"name":"{{{latin}}}","address":{"city":"Oslo"}}]""")).AsTask(),
            ["monster"] =
                Body(200, "application/json", $"[{new string('[', 70)}\"{s.Password("nested too deeply")}\"{new string(']', 70)}]"),
            ["moved"] = context =>
            {
                context.Response.Headers.Location = target;
                context.Response.StatusCode = 302;
                return Task.CompletedTask;
            },
            ["headers"] = context =>
            {
                context.Response.Headers["X-User"] = header;
                context.Response.Headers.SetCookie = $"user={cookie}";
                context.Response.ContentType = $"application/json; owner=\"{parameter}\"";
                return context.Response.WriteAsync("{}");
            },
        };
    }

    /// <summary>Shops that do not even speak HTTP well.</summary>
    public static Dictionary<string, RawShop> RawShops(Secrets s) => new()
    {
        ["mumbling"] = new RawShop(RawShop.Send($"Hello {s.Name("in place of a status line")}\r\n\r\n")),
        ["odd"] = new RawShop(RawShop.Send($"HTTP/1.1 200 OK\r\n{s.Email("in place of a header")}\r\n\r\n[]")),
        ["reset"] =
            new RawShop(RawShop.SendAndReset(
            $"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n[{{\"id\":1,\"email\":\"{s.Email("before a reset")}\"}}")),
        ["torn"] =
            new RawShop(
            RawShop.Send($"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n[\r\n{s.Email("in place of a length")}\r\n")),
        ["lying"] =
            new RawShop(
            RawShop.Send($"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n[\"{s.Email("no gzip at all")}\"]")),
    };

    private static RequestDelegate To(int status, string target) => context => With(
        status, "", ("Location", target.Replace("{base}", context.Request.Path.Value![..^"/users".Length], StringComparison.Ordinal)))(
            context);

    private static RequestDelegate With(int status, string body, params (string Name, string Value)[] headers) => context =>
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        foreach (var (name, value) in headers)
            context.Response.Headers[name] = value;
        return context.Response.WriteAsync(body);
    };

    private static RequestDelegate Body(int status, string type, string body, string? reason = null) => context =>
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        if (reason is not null)
            context.Features.Get<IHttpResponseFeature>()!.ReasonPhrase = Uri.EscapeDataString(reason);
        return context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(body)).AsTask();
    };
}
