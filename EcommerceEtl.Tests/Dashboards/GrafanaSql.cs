using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace EcommerceEtl.Tests.Dashboards;

/// <summary>
/// Expands SQL the way Grafana and its PostgreSQL datasource do: first the variables, then the macros by a regular expression that knows
/// neither comments nor strings nor nested parentheses. Only the macros that the boards use are known.
/// </summary>
/// <param name="From">Start of the time range.</param>
/// <param name="To">End of the time range, part of it.</param>
/// <param name="Variables">The board's variables.</param>
internal sealed partial record GrafanaSql(DateTimeOffset From, DateTimeOffset To, ImmutableArray<GrafanaVariable> Variables)
{
    /// <summary>The SQL that the database gets.</summary>
    /// <exception cref="FormatException">A macro, or the format of a variable, is not known here.</exception>
    public string Expand(string sql) => Macro().Replace(Names(sql), match => match.Groups["name"].Value switch
    {
        "__timeFilter" => $"{match.Groups["argument"].Value} BETWEEN {Literal(From)} AND {Literal(To)}",
        "__timeFrom" => Literal(From),
        "__timeTo" => Literal(To),
        var name => throw new FormatException($"unknown macro ${name}"),
    });

    private string Names(string sql) => Variable().Replace(sql, match =>
    {
        if (match.Groups["format"].Success)
            throw new FormatException($"The format of {match.Value} is not known.");
        return Variables.FirstOrDefault(variable => variable.Name == match.Groups["name"].Value)?.Text ?? match.Value;
    });

    private static string Literal(DateTimeOffset time) =>
        $"'{time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture)}Z'";

    [GeneratedRegex(@"\$(?<name>\w+)|\$\{(?<name>\w+)(?<format>[.:][^}]+)?\}")]
    private static partial Regex Variable();

    [GeneratedRegex(@"\$(?<name>\w+)\((?<argument>[^\)]*)\)")]
    private static partial Regex Macro();
}
