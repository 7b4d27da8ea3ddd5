using System.Collections.Concurrent;
using System.Threading.RateLimiting;
using EcommerceEtl.Worker.Sources.Http;

namespace EcommerceEtl.Worker.Sources;

/// <summary>Makes the source of one kind for a store, which asks its shop through the client.</summary>
public delegate IShopSource SourceBuilder(StoreOptions store, ShopClient client);

/// <summary>Makes the source of a configured store.</summary>
/// <param name="clients">Has the named client of <see cref="ShopHttp.AddShopHttp"/>.</param>
/// <param name="clock">Clock for waits and for dates in <c>Retry-After</c>.</param>
public sealed partial class SourceFactory(
    IHttpClientFactory clients, HttpOptions http, TimeProvider clock, ILogger<SourceFactory> logger,
    ImmutableDictionary<string, SourceBuilder> kinds) : IDisposable
{
    private readonly ConcurrentDictionary<string, RateLimiter> _limiters = new();
    private readonly ConcurrentDictionary<string, ShopPause> _pauses = new();

    /// <summary>An attempt failed and another one follows; raised on the thread that asks.</summary>
    public event Action<RetryNotice>? Retrying;

    /// <summary>Names of the kinds that can be made, sorted; what <c>Stores:N:Kind</c> may be.</summary>
    public ImmutableArray<string> Kinds => [.. kinds.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Replaces the wait before a retry, so that tests do not sleep.</summary>
    internal RetryDelay? Delay { get; init; }

    /// <summary>The source of a store. All sources of one store share its allowance of requests.</summary>
    /// <exception cref="ArgumentException">Its kind is unknown; settings are validated before this is asked.</exception>
    public IShopSource Create(StoreOptions store)
    {
        if (!kinds.TryGetValue(store.Kind, out var build))
            throw new ArgumentException($"Store '{store.Name}' has the unknown kind '{store.Kind}'. Allowed: {string.Join(", ", Kinds)}.",
                nameof(store));
        var limiter = _limiters.GetOrAdd(store.Name, _ => new SlidingWindowRateLimiter(new SlidingWindowRateLimiterOptions
        {
            PermitLimit = store.RequestsPerSecond ?? http.RequestsPerSecond,
            Window = TimeSpan.FromSeconds(1),
            SegmentsPerWindow = 10,
            QueueLimit = int.MaxValue,
        }));
        var source = build(
            store, new ShopClient(clients, store, http, new SourceRetry(http, clock, PauseOf(store), Delay), limiter, OnRetrying));
        return store.Cities ? source : new SourceWithoutCities(source);
    }

    /// <summary>How long a store's shop asked to be left alone from now on; zero if it did not, or the time has come.</summary>
    public TimeSpan AskedToWait(StoreOptions store) => PauseOf(store).Left;

    /// <summary>The fields of an entity of any shop of a kind.</summary>
    /// <exception cref="EtlException"><see cref="ErrorCode.StoreChanged"/>: this worker does not know the kind.</exception>
    public EntityFields FieldsOf(string kind, Entity entity) => kinds.ContainsKey(kind)
        ? Create(new StoreOptions { Kind = kind }).FieldsOf(entity)
        : throw new EtlException(
            ErrorCode.StoreChanged,
            $"This worker does not know shops of the kind '{kind}', only {string.Join(", ", Kinds)}. Use the version that does.");

    public void Dispose()
    {
        foreach (var limiter in _limiters.Values)
            limiter.Dispose();
    }

    private ShopPause PauseOf(StoreOptions store) => _pauses.GetOrAdd(store.Name, _ => new ShopPause(clock));

    private void OnRetrying(RetryNotice notice)
    {
        Retried(notice.Store, SnakeCase.Of(notice.Entity), notice.Attempt, notice.Reason, notice.Delay.TotalSeconds);
        Retrying?.Invoke(notice);
    }
    [LoggerMessage(
        EventId = LogEvents.RequestRepeated, Level = LogLevel.Warning, Message =
            "Store {Store}: attempt {Attempt} for {Entity} failed ({Reason}); the next follows in {Seconds:0.0} s.")]
    private partial void Retried(string store, string entity, int attempt, string reason, double seconds);
}
