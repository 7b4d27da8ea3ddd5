namespace EcommerceEtl.Worker.Sources.Http;

/// <summary>The HTTP client that shops are asked with.</summary>
public static class ShopHttp
{
    public const string ClientName = "shop";

    /// <summary>Registers the named client: no redirects by itself, transparent decompression, connections renewed so that DNS changes are
    /// seen.</summary>
    public static IServiceCollection AddShopHttp(this IServiceCollection services)
    {
        services.AddHttpClient(ClientName, client => client.Timeout = Timeout.InfiniteTimeSpan)
            // The factory's own log of a failed request quotes what was received, which may be personal.
            .RemoveAllLoggers()
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                SslOptions = { RemoteCertificateValidationCallback = CertificateTrust.Judge },
                AutomaticDecompression = System.Net.DecompressionMethods.All,
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
                UseCookies = false,
            });
        return services;
    }
}
