using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using EcommerceEtl.Tests.Dashboards;
using EcommerceEtl.Tests.Worker.Telemetry;

namespace EcommerceEtl.Tests.Prometheus;

/// <summary>One PromQL text of a board.</summary>
/// <param name="Board">The board.</param>
/// <param name="Title">The panel's title, or the name of the variable or annotation.</param>
/// <param name="Target">Which of the panel's expressions.</param>
/// <param name="Text">As the file has it.</param>
internal sealed partial record BoardExpression(Board Board, string Title, string Target, string Text)
{
    /// <summary>The variable that says the chosen stores as a regular expression.</summary>
    public const string StoreVariable = "store_regex";

    private const string Prometheus = "prometheus";

    /// <summary>Those of panels, variables and annotations of both boards.</summary>
    public static IEnumerable<BoardExpression> All => Board.All.SelectMany(Of);

    /// <summary>The PromQL that Grafana sends: a rate looks back over four scrapes, and of a variable with a single choice each
    /// backslash is doubled, since it stands in a quoted text. How quotes are escaped depends on Grafana's settings, so that the choice
    /// must have none.</summary>
    /// <param name="stores">What the variable <c>store_regex</c> answers; as it does if no store is chosen.</param>
    /// <exception cref="InvalidOperationException">The text names another variable.</exception>
    public string Expand(string stores = ".*") => Name().Replace(Text, match => match.Groups["name"].Value switch
    {
        "__rate_interval" => string.Create(CultureInfo.InvariantCulture, $"{4 * PrometheusProcess.ScrapeInterval.TotalSeconds}s"),
        StoreVariable => stores.Replace(@"\", @"\\", StringComparison.Ordinal),
        var name => throw new InvalidOperationException($"{this} names {name}, which PromQL does not understand."),
    });

    public override string ToString() => $"{Title} {Target}";

    private static IEnumerable<BoardExpression> Of(Board board)
    {
        var asking = board.Panels.SelectMany(
            panel => Board.Objects(panel["targets"]).Select(target => (Title: Board.Text(panel["title"]), Asks: target)))
            .Concat(board.Variables.Concat(board.Annotations).Select(each => (Title: Board.Text(each["name"]), Asks: each)));
        return asking
            .Where(each => Board.Text(each.Asks["datasource"]?["type"]) == Prometheus)
            .Select(each => new BoardExpression(board, each.Title, Board.Text(each.Asks["refId"]), Expression(each.Asks)));
    }

    /// <summary>Panels and annotations say <c>expr</c>, variables <c>query</c>.</summary>
    private static string Expression(JsonObject asking) => Board.Text(asking["expr"] ?? asking["query"]?["query"] ?? asking["query"]);

    [GeneratedRegex(@"\$(?<name>\w+)|\$\{(?<name>\w+)\}")]
    private static partial Regex Name();
}
