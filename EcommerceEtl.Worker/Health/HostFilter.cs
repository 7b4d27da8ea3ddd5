using System.Collections.Concurrent;
using System.Net;

namespace EcommerceEtl.Worker.Health;

/// <summary>Answers only requests that name this machine as their host. A web page may point a name of its own at this machine's address
/// (DNS rebinding), and the reader's browser then lets it read what the endpoints say; but it cannot make the browser send an address, a
/// loopback name or this machine's name.</summary>
internal sealed partial class HostFilter(IEnumerable<string> names, ILogger<HostFilter> log)
{
    /// <summary>How many names are logged: whoever asks decides what they are.</summary>
    private const int LoggedNames = 10;

    private readonly HashSet<string> _names = new(names.Append("localhost").Append(Dns.GetHostName()), StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, bool> _logged = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>True for an address, a loopback name, this machine's name and the allowed names.</summary>
    /// <param name="host">The host that a request names, without its port; empty where it names none, which no browser does.</param>
    public bool Answers(string host)
    {
        var name = host.TrimEnd('.');
        return name.Length == 0
            || _names.Contains(name)
            || name.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase) || IPAddress.TryParse(name.Trim('[', ']'), out _);
    }

    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var host = context.Request.Host.Host;
        if (Answers(host))
            return next(context);
        if (_logged.Count < LoggedNames && _logged.TryAdd(host, true))
            LogRefused(host);
        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        return context.Response.WriteAsync(
            "The request names a host that this worker does not answer to. It answers to addresses, to localhost, to its machine's name "
                + "and to the names in AllowedHosts.");
    }

    [LoggerMessage(LogEvents.HostRefused, LogLevel.Warning,
        "A request for the host '{Host}' was refused. If that is a name of this machine, add it to AllowedHosts.")]
    private partial void LogRefused(string host);
}
