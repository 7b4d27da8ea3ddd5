using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace EcommerceEtl.Tests.Dashboards;

/// <summary>
/// Expands SQL the way Grafana and its PostgreSQL datasource do: first the variables, then the intervals and epochs by plain replacement,
/// last the macros by a regular expression that knows neither comments nor strings nor nested parentheses.
/// </summary>
/// <param name="From">Start of the time range.</param>
/// <param name="To">End of the time range, part of it.</param>
/// <param name="Variables">The board's variables.</param>
internal sealed partial record GrafanaSql(DateTimeOffset From, DateTimeOffset To, ImmutableArray<GrafanaVariable> Variables)
{
    /// <summary>The interval that Grafana works out from the range and the panel's width.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The SQL that the database gets.</summary>
    /// <exception cref="FormatException">A macro is unknown or lacks an argument, or a variable is asked for in a format that is not known
    /// here.</exception>
    public string Expand(string sql) => Macros(Replacements(Names(sql)));

    private string Names(string sql) => Variable().Replace(sql, match =>
    {
        if (match.Groups["format"].Success)
            throw new FormatException($"The format of {match.Value} is not known.");
        return Variables.FirstOrDefault(variable => variable.Name == match.Groups["name"].Value)?.Text ?? match.Value;
    });

    private string Replacements(string sql) => sql
        .Replace("$__interval_ms", Number(Interval.TotalMilliseconds), StringComparison.Ordinal)
        .Replace("$__interval", $"{Number(Interval.TotalSeconds)}s", StringComparison.Ordinal)
        .Replace("$__unixEpochFrom()", Number(From.ToUnixTimeSeconds()), StringComparison.Ordinal)
        .Replace("$__unixEpochTo()", Number(To.ToUnixTimeSeconds()), StringComparison.Ordinal);

    private string Macros(string sql) => Macro().Replace(sql, match =>
    {
        var name = match.Groups[1].Value;
        // All calls with the same text become what the first of them is: the alias form if a comma follows it.
        var after = sql.IndexOf(match.Value, StringComparison.Ordinal) + match.Length;
        if (name == "__timeGroup" && after < sql.Length && sql[after] == ',')
            name = "__timeGroupAlias";
        return Expanded(name, [.. match.Groups[2].Value.Split(',').Select(argument => argument.Trim(' '))]);
    });

    private string Expanded(string name, string[] arguments) => name switch
    {
        "__time" => $"{First(name, arguments)} AS \"time\"",
        "__timeFilter" => $"{First(name, arguments)} BETWEEN {Literal(From)} AND {Literal(To)}",
        "__timeFrom" => Literal(From),
        "__timeTo" => Literal(To),
        "__timeGroup" => Group(arguments),
        "__timeGroupAlias" => $"{Group(arguments)} AS \"time\"",
        "__unixEpochFilter" =>
            $"{First(name, arguments)} >= {Number(From.ToUnixTimeSeconds())} AND {arguments[0]} <= {Number(To.ToUnixTimeSeconds())}",
        _ => throw new FormatException($"unknown macro ${name}"),
    };

    private static string First(string name, string[] arguments) =>
        arguments[0].Length > 0 ? arguments[0] : throw new FormatException($"${name} lacks its column.");

    private static string Group(string[] arguments)
    {
        if (arguments.Length < 2)
            throw new FormatException("$__timeGroup needs a column and an interval.");
        var seconds = Number(Seconds(arguments[1].Trim('\'')));
        return $"floor(extract(epoch from {arguments[0]})/{seconds})*{seconds}";
    }

    private static double Seconds(string interval)
    {
        var match = Span().Match(interval);
        if (!match.Success)
            throw new FormatException($"'{interval}' is no interval.");
        return double.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) * match.Groups[2].Value switch
        {
            "s" => 1,
            "m" => 60,
            "h" => 3_600,
            "d" => 86_400,
            _ => 7 * 86_400,
        };
    }

    private static string Literal(DateTimeOffset time) =>
        $"'{time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture)}Z'";

    private static string Number(double value) => value.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\$(?<name>\w+)|\$\{(?<name>\w+)(?<format>[.:][^}]+)?\}")]
    private static partial Regex Variable();

    [GeneratedRegex(@"\$([_a-zA-Z0-9]+)\(([^\)]*)\)")]
    private static partial Regex Macro();

    [GeneratedRegex("^([0-9]+)([smhdw])$")]
    private static partial Regex Span();
}
