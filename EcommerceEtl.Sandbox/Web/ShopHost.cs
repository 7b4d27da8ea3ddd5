using EcommerceEtl.Sandbox.WooCommerce;

namespace EcommerceEtl.Sandbox.Web;

/// <summary>Puts the shop behind a web server.</summary>
public static class ShopHost
{
    /// <summary>A server that is built and not yet started.</summary>
    /// <param name="shop">What to serve.</param>
    /// <param name="time">The shop's clock.</param>
    /// <param name="urls">Where to listen, parted by semicolons; port 0 takes a free one.</param>
    public static WebApplication Build(ShopSettings shop, TimeProvider time, string urls)
    {
        // An empty argument list: the command line and the settings files of the surrounding process do not apply to the shop.
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = [], ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseUrls(urls);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.Logging.ClearProviders();
        // Standard output is for the one line that says where the shop is.
        builder.Logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddSingleton(time);
        builder.Services.AddSingleton(new MisbehaviourSwitch());
        builder.Services.AddSingleton(_ => new SampleStore(shop, time));
        builder.Services.AddSingleton(_ => new SampleWooCommerce(shop, time));
        var app = builder.Build();
        app.MapShop();
        return app;
    }
}
