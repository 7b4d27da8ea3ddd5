using System.Data.Common;
using System.Net;
using Npgsql;

namespace EcommerceEtl.Worker.Settings;

/// <summary>Tries the connection string of the warehouse. The driver itself is the judge, as far as it can say without a server; what it
/// would find out only while it connects, with an exception that is no error of the database, is looked at here.</summary>
internal static class WarehouseConnection
{
    public const string Key = "ConnectionStrings:Warehouse";

    private const string Example = "Host=localhost;Port=5432;Database=ecommerce;Username=etl;Password=...";

    /// <summary>Keywords whose number the driver checks only once it is connected, with the least and the greatest that it can
    /// use.</summary>
    private static readonly ImmutableDictionary<string, (int Least, int Greatest)> Ranges = new Dictionary<string, (int, int)>
    {
        ["port"] = (1, IPEndPoint.MaxPort),
        // The driver counts it in milliseconds.
        ["keepalive"] = (0, int.MaxValue / 1000),
        ["read buffer size"] = (4096, 1 << 26),
        ["write buffer size"] = (4096, 1 << 26),
        ["max auto prepare"] = (0, 1_000_000),
    }.ToImmutableDictionary();

    private static readonly string[] Files = ["ssl certificate", "ssl key", "root certificate"];

    /// <summary>What is wrong, a sentence a mistake. The text is not repeated, nor any value of it that could hold a part of a
    /// password.</summary>
    public static IEnumerable<string> Mistakes(string text)
    {
        if (ForeignDialect.NameOf(text) is { } dialect)
            return [$"{Key}: is {dialect}. Npgsql reads KEYWORD=value parted by semicolons: {Example}"];
        var pairs = new DbConnectionStringBuilder();
        try
        {
            pairs.ConnectionString = text;
        }
        catch (ArgumentException)
        {
            return [$"{Key}: is no Npgsql connection string, KEYWORD=value parted by semicolons, such as {Example}; a value with a "
                + "semicolon or quotes stands in quotes."];
        }
        return Mistakes(pairs).Select(mistake => $"{Key}: {mistake}");
    }

    /// <summary>A connection string without its passwords.</summary>
    public static string Masked(string text, string mask)
    {
        var builder = new NpgsqlConnectionStringBuilder(text);
        if (builder.Password is { Length: > 0 })
            builder.Password = mask;
        if (builder.SslPassword is { Length: > 0 })
            builder.SslPassword = mask;
        return builder.ConnectionString;
    }

    private static List<string> Mistakes(DbConnectionStringBuilder pairs)
    {
        List<string> mistakes = [];
        var (accepted, number) = (new NpgsqlConnectionStringBuilder(), 0);
        foreach (var keyword in pairs.Keys.Cast<string>())
        {
            number++;
            var value = (string)pairs[keyword];
            if (Of(keyword, number, value) is { } mistake)
                mistakes.Add(mistake);
            else
                accepted[keyword] = value;
        }
        var hosts = pairs.Keys.Cast<string>().FirstOrDefault(IsHost) is { } named ? (string)pairs[named] : "";
        if (hosts.Length == 0)
            mistakes.Add("names no Host.");
        // Hosts that cannot be used are replaced by as many valid ones, so that the rest of the connection string is checked too.
        accepted.Host ??= string.Join(',', hosts.Split(',').Select(_ => "localhost"));
        mistakes.AddRange(Contradictions(accepted));
        return mistakes;
    }

    private static string? Of(string keyword, int number, string value)
    {
        var driver = new NpgsqlConnectionStringBuilder();
        // An unknown keyword is not repeated either: it may be a piece of a password that holds a semicolon.
        if (!driver.ContainsKey(keyword))
            return $"Npgsql does not know keyword number {number}. Its keywords are Host, Port, Database, Username, Password and more; a "
                + "value with a semicolon stands in quotes.";
        var standard = driver[keyword];
        try
        {
            driver[keyword] = value;
        }
        catch (ArgumentException refused)
        {
            return $"{keyword}{Shown(value)} must be {Allowed(keyword, standard, refused.InnerException ?? refused)}.";
        }
        if (IsHost(keyword))
            return value.Length == 0 || IsReachable(value) ? null
                : $"{keyword} must be a host name, an IP address or the folder of a Unix socket, or several parted by commas, each with "
                + ":PORT if need be.";
        if (driver[keyword] is int whole && Ranges.TryGetValue(keyword, out var range) && (whole < range.Least || whole > range.Greatest))
            return $"{keyword}{Shown(value)} must be {Allowed(keyword, standard, null)}.";
        if (driver[keyword] is Enum choice && !Enum.IsDefined(choice.GetType(), choice))
            return $"{keyword}{Shown(value)} must be {Allowed(keyword, standard, null)}.";
        if (keyword == "encoding" && !IsEncoding(value))
            return $"{keyword}{Shown(value)} must be the name of an encoding, such as UTF8.";
        if (keyword == "replication mode" && !value.Equals("Off", StringComparison.OrdinalIgnoreCase))
            return $"{keyword}{Shown(value)} must be Off: the worker works with SQL.";
        return Files.Contains(keyword) && value.Length > 0 && !File.Exists(value)
            ? $"{keyword}: there is no such file as '{value}'." : null;
    }

    /// <summary>What the driver says against keywords that are good by themselves, as written and as the worker uses them. It names one at
    /// a time: the keyword without which it says something else is left out, and it is asked again.</summary>
    private static IEnumerable<string> Contradictions(NpgsqlConnectionStringBuilder accepted)
    {
        while (Refusal(accepted) is { } refusal)
        {
            var culprit = accepted.Keys.FirstOrDefault(keyword => !IsHost(keyword) && Refusal(Without(accepted, keyword)) != refusal);
            yield return $"{culprit ?? "the whole"} cannot be used in a session of this worker, which is a connection of its own without "
                + $"a pool: {refusal.TrimEnd('.')}.";
            if (culprit is null)
                yield break;
            accepted = Without(accepted, culprit);
        }
    }

    private static string? Refusal(NpgsqlConnectionStringBuilder settings) =>
        Refusal(settings.ConnectionString) ?? Refusal(SessionConnection.AsOpened(settings.ConnectionString));

    private static string? Refusal(string text)
    {
        try
        {
            NpgsqlDataSource.Create(text).Dispose();
            return null;
        }
        // Whatever it throws is its refusal: overflows and arrays too large to be made are among it.
        catch (Exception refused)
        {
            return FirstLine(refused);
        }
    }

    private static NpgsqlConnectionStringBuilder Without(NpgsqlConnectionStringBuilder settings, string keyword)
    {
        var rest = new NpgsqlConnectionStringBuilder(settings.ConnectionString);
        rest.Remove(keyword);
        return rest;
    }

    private static bool IsHost(string keyword) => keyword.ToLowerInvariant() is "host" or "server";

    /// <summary>The driver reads hosts and ports without a look at the names, and connects to whatever they are.</summary>
    private static bool IsReachable(string hosts) =>
        Refusal($"Host={hosts}") is null && hosts.Split(',', StringSplitOptions.TrimEntries).All(IsAddress);

    private static bool IsAddress(string host)
    {
        if (host.StartsWith('/') || host.StartsWith('@'))
            return true;
        if (IPEndPoint.TryParse(host, out var address))
            return !address.Address.Equals(IPAddress.Any) && !address.Address.Equals(IPAddress.IPv6Any);
        var parts = host.Split(':');
        return Uri.CheckHostName(parts[0]) == UriHostNameType.Dns && parts.Length <= 2
            && (parts.Length == 1 || ushort.TryParse(parts[1], CultureInfo.InvariantCulture, out var port) && port > 0);
    }

    private static bool IsEncoding(string name)
    {
        try
        {
            return Encoding.GetEncoding(name).CodePage > 0;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static string Allowed(string keyword, object? standard, Exception? refused) => (standard, refused) switch
    {
        (int, _) when Ranges.TryGetValue(keyword, out var range) => $"a whole number from {range.Least} to {range.Greatest}",
        (bool, _) => "true or false",
        (Enum choice, _) => string.Join(" or ", Enum.GetNames(choice.GetType())),
        (_, ArgumentOutOfRangeException) => $"in the driver's range: {FirstLine(refused)}",
        (int, _) => "a whole number",
        _ => "what the driver takes there (its documentation lists the values)",
    };

    /// <summary>A value, if it is a plain word or number.</summary>
    private static string Shown(string value) => value.Length <= 40 && value.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.')
        ? $" = '{value}'" : "";

    private static string FirstLine(Exception error) =>
        error.Message.Split('\n')[0].Replace(" (Parameter 'value')", "", StringComparison.Ordinal);
}
