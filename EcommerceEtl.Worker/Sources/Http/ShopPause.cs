namespace EcommerceEtl.Worker.Sources.Http;

/// <summary>Until when one shop asked, by <c>Retry-After</c>, to be left alone. Safe to use from several threads.</summary>
internal sealed class ShopPause(TimeProvider clock)
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
