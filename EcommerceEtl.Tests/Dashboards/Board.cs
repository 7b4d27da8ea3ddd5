using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace EcommerceEtl.Tests.Dashboards;

/// <summary>One SQL text of a board.</summary>
/// <param name="Board">The board's file.</param>
/// <param name="Title">The panel's title, or the name of the variable or annotation.</param>
/// <param name="Kind">The panel's type, or <c>variable</c> or <c>annotation</c>.</param>
/// <param name="Format"><c>table</c> or <c>time_series</c>.</param>
/// <param name="Sql">As the file has it.</param>
internal sealed record BoardQuery(string Board, string Title, string Kind, string Format, string Sql)
{
    /// <summary>Short, since it names a test.</summary>
    public override string ToString() => $"{Board}: {Title}";
}

/// <summary>A board as its file has it.</summary>
/// <param name="Name">Its file's name without the ending.</param>
/// <param name="Json">The whole file.</param>
internal sealed record Board(string Name, JsonObject Json)
{
    /// <summary>The uid of the PostgreSQL datasource.</summary>
    public const string Warehouse = "ecommerce-warehouse";

    private const string Folder = "grafana/dashboards";

    public static ImmutableArray<Board> All { get; } = [.. Repository.Files(".json")
        .Where(file => file.StartsWith(Folder, StringComparison.Ordinal))
        .Select(file => Read(Path.GetFileNameWithoutExtension(file)))];

    public static Board Funnel { get; } = All.Single(board => board.Name == "funnel");

    /// <summary>Rows and what stands in collapsed rows included.</summary>
    public IEnumerable<JsonObject> Everything => Objects(Json["panels"]).SelectMany(panel => Objects(panel["panels"]).Prepend(panel));

    /// <summary>All but rows.</summary>
    public IEnumerable<JsonObject> Panels => Everything.Where(panel => Text(panel["type"]) != "row");

    public IEnumerable<JsonObject> Variables => Objects(Json["templating"]!["list"]);

    /// <summary>Those that ask the warehouse.</summary>
    public IEnumerable<JsonObject> Annotations =>
        Objects(Json["annotations"]!["list"]).Where(annotation => Text(annotation["type"]) != "dashboard");

    /// <summary>Panel queries, variables and annotations that are SQL.</summary>
    public IEnumerable<BoardQuery> Queries =>
        PanelQueries
            .Concat(
            Variables.Select(variable => new BoardQuery(Name, Text(variable["name"]), "variable", "table", Text(variable["query"]))))
            .Concat(Annotations.Select(
                each =>
                    new BoardQuery(Name, Text(each["name"]), "annotation", Text(each["target"]!["format"]),
                    Text(each["target"]!["rawSql"]))));

    /// <summary>The SQL of the panels alone.</summary>
    public IEnumerable<BoardQuery> PanelQueries =>
        from panel in Panels
        from target in Objects(panel["targets"])
        where target["rawSql"] is not null
        select new BoardQuery(Name, Text(panel["title"]), Text(panel["type"]), Text(target["format"]), Text(target["rawSql"]));

    public JsonObject Panel(string title) => Panels.Single(panel => Text(panel["title"]) == title);

    /// <summary>The one SQL text of a panel.</summary>
    public string Sql(string title) => PanelQueries.Single(query => query.Title == title).Sql;

    public static IEnumerable<JsonObject> Objects(JsonNode? list) =>
        list is JsonArray array ? array.Select(element => element!.AsObject()) : [];

    /// <summary>The text of a value; empty where there is none.</summary>
    public static string Text(JsonNode? value) => value?.ToString() ?? "";

    public override string ToString() => Name;

    private static Board Read(string name) =>
        new(name, JsonNode.Parse(File.ReadAllText(Path.Combine(Repository.Root, Folder, $"{name}.json")))!.AsObject());
}
