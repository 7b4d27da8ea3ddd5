using System.Text;

namespace EcommerceEtl.Sandbox.Web;

/// <summary>How the shop is to misbehave, for tests of its readers.</summary>
/// <param name="LatencyMs">Milliseconds before the answer begins.</param>
/// <param name="Status">Status code instead of 200.</param>
/// <param name="Truncate">Announce the whole body, send half of it, and drop the connection.</param>
/// <param name="Garbage">Answer with a page of HTML in the place of JSON.</param>
/// <param name="Times">Number of answers to spoil; null: until told to stop.</param>
public sealed record Misbehaviour(int LatencyMs = 0, int? Status = null, bool Truncate = false, bool Garbage = false, int? Times = null)
{
    private static readonly byte[] Page = Encoding.UTF8.GetBytes(
        "<!DOCTYPE html><html><head><title>Just a moment...</title></head><body>The shop is being looked after.</body></html>");

    /// <summary>The mistake in these values in plain words; null if there is none.</summary>
    internal string? Mistake =>
        LatencyMs is < 0 or > 600_000 ? "latencyMs must be 0 to 600000"
        : Status is < 200 or > 599 ? "status must be 200 to 599" : Times is < 1 ? "times must be 1 or more" : null;

    /// <summary>Spoils the answer to a request that would have been answered with <paramref name="answer"/>.</summary>
    internal async Task SpoilAsync(HttpContext http, ShopAnswer answer, TimeProvider time)
    {
        if (LatencyMs > 0)
            await Task.Delay(TimeSpan.FromMilliseconds(LatencyMs), time, http.RequestAborted);
        var response = http.Response;
        response.StatusCode = Status ?? StatusCodes.Status200OK;
        response.ContentType = Garbage ? "text/html; charset=utf-8" : ShopEndpoints.Json;
        // A status code that permits no body (204, 304) must not get one.
        if (response.StatusCode is 204 or 205 or 304)
            return;
        var body = Garbage ? Page : Status is >= 400 ? "{\"status\":\"error\",\"message\":\"told to fail\"}"u8.ToArray() : answer.Body;
        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body.AsMemory(0, Truncate ? body.Length / 2 : body.Length), http.RequestAborted);
        if (!Truncate)
            return;
        // What was written has to leave before the connection is cut.
        await response.Body.FlushAsync(http.RequestAborted);
        http.Abort();
    }
}
