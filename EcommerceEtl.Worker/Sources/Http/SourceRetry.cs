using System.Net;
using Polly;
using Polly.Contrib.WaitAndRetry;
using Polly.Extensions.Http;
using Polly.Timeout;

namespace EcommerceEtl.Worker.Sources.Http;

/// <summary>Waits before the next attempt.</summary>
public delegate Task RetryDelay(TimeSpan delay, CancellationToken ct);

/// <summary>How often and when a request is made again. The only file that knows Polly (version 7, by way of Polly.Extensions.Http). An
/// attempt is the request and the whole of its answer; its time-out covers both.</summary>
public sealed class SourceRetry(HttpOptions options, TimeProvider clock, ShopPause pause, RetryDelay? delay = null)
{
    /// <summary>Longest wait before another attempt of the same run that a shop can ask for with <c>Retry-After</c>; the run's deadline
    /// bounds their sum. The next attempt for a slot is a run of its own and waits as long as was asked.</summary>
    public static readonly TimeSpan MaxRetryAfter = TimeSpan.FromMinutes(1);

    private readonly RetryDelay _delay = delay ?? ((wait, ct) => Task.Delay(wait, clock, ct));

    /// <summary>True for a failure after which another attempt is made, if any is left.</summary>
    public static bool IsTransient(Exception error) =>
        error is HttpRequestException or TimeoutException or BrokenBodyException or ThrottledException;

    /// <inheritdoc cref="IsTransient(Exception)"/>
    /// <remarks>Polly's own 5xx and 408, and 429; the CDN's 520 to 524 are among the 5xx, named here because they matter.</remarks>
    public static bool IsTransient(HttpStatusCode status) =>
        status == HttpStatusCode.TooManyRequests || (int)status is >= 520 and <= 524 or >= 500 or (int)HttpStatusCode.RequestTimeout;

    /// <summary>Makes attempts until one gives an answer that is not transient, or none is left; then its answer or exception is the
    /// result.</summary>
    /// <param name="enter">Waits for leave to ask; not counted against the attempt's time.</param>
    /// <param name="retrying">Told before each wait: attempt from 1, reason, wait.</param>
    /// <exception cref="TimeoutException">The last attempt took longer than it may.</exception>
    public Task<HttpResponseMessage> ExecuteAsync(
        Func<CancellationToken, Task> enter, Func<CancellationToken, Task<HttpResponseMessage>> attempt,
        Action<int, string, TimeSpan> retrying, CancellationToken ct)
    {
        var asked = TimeSpan.Zero;
        TimeSpan[] waits = [.. Backoff.DecorrelatedJitterBackoffV2(options.RetryBaseDelay, options.Retries)];
        var timeout = Policy.TimeoutAsync<HttpResponseMessage>(options.AttemptTimeout);
        var retry = HttpPolicyExtensions.HandleTransientHttpError()
            .OrResult(response => IsTransient(response.StatusCode))
            .Or<TimeoutException>()
            .Or<BrokenBodyException>()
            .Or<ThrottledException>()
            .RetryAsync(options.Retries, onRetryAsync: async (outcome, number, _) =>
            {
                // An attempt that brought no answer asks for nothing.
                var atLeast = outcome.Result is null ? TimeSpan.Zero : asked < MaxRetryAfter ? asked : MaxRetryAfter;
                var wait = waits[number - 1] > atLeast ? waits[number - 1] : atLeast;
                var reason = Reason(outcome);
                outcome.Result?.Dispose();
                retrying(number, reason, wait);
                await _delay(wait, ct);
            });
        return retry.ExecuteAsync(
            async token =>
            {
                await enter(token);
                try
                {
                    var answer = await timeout.ExecuteAsync(attempt, token);
                    asked = pause.Note(answer);
                    return answer;
                }
                catch (TimeoutRejectedException late)
                {
                    ct.ThrowIfCancellationRequested();
                    throw new TimeoutException($"no whole answer within {options.AttemptTimeout}", late);
                }
            },
            ct);
    }

    private static string Reason(DelegateResult<HttpResponseMessage> outcome) => outcome switch
    {
        { Result: { } response } => string.Create(CultureInfo.InvariantCulture, $"status_{(int)response.StatusCode}"),
        { Exception: TimeoutException } => "time_out",
        { Exception: BrokenBodyException } => "broken_body",
        { Exception: ThrottledException } => "throttled",
        _ => "connection",
    };
}

/// <summary>An attempt failed and another one follows.</summary>
/// <param name="Attempt">The attempt that failed, from 1.</param>
/// <param name="Reason">A metric label: <c>status_503</c> and the like, <c>time_out</c>, <c>connection</c>, <c>throttled</c> or
/// <c>broken_body</c>.</param>
public sealed record RetryNotice(string Store, Entity Entity, int Attempt, string Reason, TimeSpan Delay);
