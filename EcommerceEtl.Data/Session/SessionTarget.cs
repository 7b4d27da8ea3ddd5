namespace EcommerceEtl.Data.Session;

/// <summary>Where and how a session is opened: the operator's connection string with what every session of this program needs.</summary>
internal sealed class SessionTarget
{
    /// <summary>Longest time for one attempt to connect, in seconds, unless the connection string says otherwise: a command without a
    /// database fails within ten.</summary>
    private const int OneHostSeconds = 5;

    /// <summary>The same for several hosts together, which are tried one after the other.</summary>
    private const int AllHostsSeconds = 6;

    private readonly NpgsqlConnectionStringBuilder _parts;

    /// <param name="connectionString">Connection string; its pooling, its encoding, the time-out of its commands and its application name
    /// are overridden.</param>
    /// <param name="name">What the server shows as the session's application.</param>
    /// <param name="database">Another database of the same server.</param>
    public SessionTarget(string connectionString, string name, string? database)
    {
        _parts = new NpgsqlConnectionStringBuilder(connectionString)
        {
            Pooling = false,
            CommandTimeout = 0,
            ApplicationName = name,
            // The driver writes UTF-8. A server that is told otherwise, by the connection string or PGCLIENTENCODING, stores other letters.
            Encoding = "UTF8",
            ClientEncoding = "UTF8",
        };
        _parts.Database = database ?? _parts.Database;
        var hosts = Hosts;
        if (!_parts.Keys.Any(key => key == "Timeout"))
            _parts.Timeout = hosts.Length == 1 ? OneHostSeconds : Math.Max(1, AllHostsSeconds / hosts.Length);
        if (hosts.Length > 1)
        {
            // The worker writes: a replica that answers first is of no use to it.
            _parts.TargetSessionAttributes ??= "primary";
            // The driver would not ask a host again for ten seconds after it was down.
            _parts.HostRecheckSeconds = 0;
        }
        if (IsReadableOnTheWay && string.IsNullOrEmpty(_parts.RequireAuth)
            && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("PGREQUIREAUTH")))
            // Whoever answers in the server's place could ask for the password itself, and whoever listens could read it, or try out what
            // MD5 made of it.
            _parts.RequireAuth = "ScramSHA256";
        // A Unix socket has no such option, and its server cannot vanish without a word.
        if (!Array.Exists(hosts, host => host.StartsWith('/')))
        {
            // Noticed after a minute; the system's own default is two hours.
            _parts.TcpKeepAlive = true;
            _parts.TcpKeepAliveTime = 15_000;
            _parts.TcpKeepAliveInterval = 5_000;
        }
    }

    private SessionTarget(NpgsqlConnectionStringBuilder parts) => _parts = parts;

    public string ConnectionString => _parts.ConnectionString;

    /// <summary>Hosts, ports and database, for messages.</summary>
    public string Address
    {
        get
        {
            var hosts = Hosts.Select(host => HasPort(host) ? host : $"{host}:{_parts.Port}");
            return $"{string.Join(',', hosts)}/{_parts.Database ?? _parts.Username}";
        }
    }

    /// <summary>Longest time for one attempt to connect, in seconds; 0 for no limit.</summary>
    public int Seconds => _parts.Timeout;

    /// <summary>True if some host is another machine, and the connection string leaves it open whether the way there is
    /// encrypted.</summary>
    private bool IsReadableOnTheWay => _parts.SslMode < SslMode.Require && Array.Exists(Hosts, DatabaseTransport.IsRemote);

    private string[] Hosts => (_parts.Host ?? "").Split(',', StringSplitOptions.TrimEntries);

    /// <inheritdoc cref="DatabaseErrors.WhileConnecting"/>
    public EtlException? Understand(Exception failure) =>
        DatabaseErrors.WhileConnecting(failure, Address, _parts.Password, Hosts.Length > 1);

    /// <summary>The same on the one host that a connection has reached.</summary>
    public SessionTarget On(NpgsqlConnection reached) => new(new NpgsqlConnectionStringBuilder(ConnectionString)
    {
        Host = reached.Host,
        Port = reached.Port,
        TargetSessionAttributes = null,
    });

    /// <summary>A host may have a port of its own behind a colon; the colons of an IPv6 address stand alone or in brackets.</summary>
    private static bool HasPort(string host) =>
        !host.StartsWith('/') && (host.Contains("]:", StringComparison.Ordinal) || host.Count(letter => letter == ':') == 1);
}
