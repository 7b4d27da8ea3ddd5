using System.Net.Http.Headers;
using System.Text.RegularExpressions;

namespace EcommerceEtl.Worker.Sources.Http;

/// <summary>Reads <c>Retry-After</c>: seconds, or a date. The client's own reading takes what it does not understand, and that is every
/// number above 2,147,483,647, for no wait at all.</summary>
internal static partial class RetryAfter
{
    private static readonly string[] IsoForms = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    /// <summary>When the shop may be asked again; null if it does not say so, or names a time that has passed. As late as can be for what
    /// is too large.</summary>
    public static DateTimeOffset? Read(HttpResponseMessage response, DateTimeOffset now)
    {
        if (!response.Headers.NonValidated.TryGetValues("Retry-After", out var values))
            return null;
        var latest = values.Select(value => Time(value.Trim(), now)).Max();
        return latest > now ? latest : null;
    }

    private static DateTimeOffset? Time(string value, DateTimeOffset now)
    {
        if (Seconds().IsMatch(value))
        {
            // A fraction is rounded up: not a moment too soon.
            var seconds = Math.Ceiling(double.Parse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture));
            return seconds < (DateTimeOffset.MaxValue - now).TotalSeconds ? now.AddSeconds(seconds) : DateTimeOffset.MaxValue;
        }
        if (RetryConditionHeaderValue.TryParse(value, out var header) && header.Date is { } date)
            return date;
        if (DateTimeOffset.TryParseExact(value, IsoForms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var iso))
            return iso;
        return YearBeyondAll().IsMatch(value) ? DateTimeOffset.MaxValue : null;
    }

    [GeneratedRegex(@"^[0-9]+(\.[0-9]*)?$")]
    private static partial Regex Seconds();

    /// <summary>A date whose year has five digits or more.</summary>
    [GeneratedRegex(@"[A-Za-z]{3}[ -][0-9]{5,}|^[0-9]{5,}-[0-9]{2}-[0-9]{2}")]
    private static partial Regex YearBeyondAll();
}

/// <summary>Until when one shop asked, by <c>Retry-After</c>, to be left alone. Safe to use from several threads.</summary>
public sealed class ShopPause(TimeProvider clock)
{
    private readonly Lock _noting = new();
    private DateTimeOffset? _until;

    /// <summary>How long that is from now on; zero if it did not ask, or the time has come.</summary>
    public TimeSpan Left
    {
        get
        {
            lock (_noting)
            {
                var now = clock.GetUtcNow();
                return _until > now ? _until.Value - now : TimeSpan.Zero;
            }
        }
    }

    /// <summary>Takes note of an answer: one that may pass can only prolong the wait, any other ends it.</summary>
    /// <returns>How long this answer asks to wait; zero if it does not.</returns>
    public TimeSpan Note(HttpResponseMessage response)
    {
        lock (_noting)
        {
            var now = clock.GetUtcNow();
            if (!SourceRetry.IsTransient(response.StatusCode))
            {
                _until = null;
                return TimeSpan.Zero;
            }
            if (RetryAfter.Read(response, now) is not { } asked)
                return TimeSpan.Zero;
            _until = _until > asked ? _until : asked;
            return asked - now;
        }
    }
}
