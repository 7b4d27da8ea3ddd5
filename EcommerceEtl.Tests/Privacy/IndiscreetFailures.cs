using System.Text;
using EcommerceEtl.Tests.Worker.Sources;
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
        var target = $"https://login.example/{s.Email("path of a redirect")}/{s.Phone("digits in a redirect")}?name={s.Word("query of a redirect")}#{s.Word("fragment of a redirect")}";
        var (header, cookie, parameter) = (s.Email("header"), s.Password("cookie"), s.Email("parameter of the content type"));
        return new()
        {
            ["down"] = Body(503, "application/json", $$"""{"error":"no user {{s.Email("body of a 503")}}"}""", s.Name("reason of a 503")),
            ["missing"] = Body(404, "application/json", $$"""{"message":"who is {{s.Name("body of a 404")}}?"}"""),
            ["forbidden"] = Body(
                403, "text/html", $"<html><head><title>Goodbye {s.Email("title of a page")}, {s.Phone("phone in a title")}</title></head><body>{s.Street("body of a page")}</body></html>"),
            ["page"] = Body(200, "text/html", $"<html><title>Sign in</title>{s.Email("body of a page with status 200")}</html>"),
            ["status"] = Body(200, "application/json", $$$"""{"status":"error","user":{"email":"{{{s.Email("object in place of a list")}}}"}}"""),
            ["text"] = Body(200, "application/json", $"\"{s.Password("text in place of a list")}\""),
            ["words"] = Body(200, "text/plain", $"{s.Name("words in place of a list")} is not at home"),
            ["garbled"] = Body(200, "application/json", $$"""[{"id":1,"email":"{{s.Email("before garbage")}}"},{"id":2,"email":"{{s.Email("garbled")}}" oops {{s.Name("garbage")}}]"""),
            ["cut"] = Body(200, "application/json", $$"""[{"id":1,"email":"{{s.Email("before the cut")}}"},{"id":2,"password":"{{s.Password("cut off")}}"""),
            ["latin"] = context => context.Response.Body.WriteAsync(
                Encoding.Latin1.GetBytes($$$"""[{"id":1,"name":"{{{latin}}}","address":{"city":"Oslo"}}]""")).AsTask(),
            ["monster"] = Body(200, "application/json", $"[{new string('[', 70)}\"{s.Password("nested too deeply")}\"{new string(']', 70)}]"),
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
        ["reset"] = new RawShop(RawShop.SendAndReset($"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n[{{\"id\":1,\"email\":\"{s.Email("before a reset")}\"}}")),
        ["lying"] = new RawShop(RawShop.Send($"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n[\"{s.Email("no gzip at all")}\"]")),
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
