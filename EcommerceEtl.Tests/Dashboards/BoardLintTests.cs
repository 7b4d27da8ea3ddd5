using System.Text.Json.Nodes;
using YamlDotNet.RepresentationModel;

namespace EcommerceEtl.Tests.Dashboards;

/// <summary>What every board and every panel has, read from the files alone.</summary>
internal sealed class BoardLintTests
{
    private const string Funnel = "funnel";
    private const string Pipeline = "pipeline";

    private static readonly Dictionary<string, string> _uids = new() { [Funnel] = "ecommerce-funnel", [Pipeline] = "ecommerce-pipeline" };

    [TestCase(Funnel)]
    [TestCase(Pipeline)]
    public void A_board_is_provisioned_and_can_not_be_edited_in_place(string name)
    {
        var board = Named(name).Json;
        Assert.Multiple(() =>
        {
            Assert.That(board["id"], Is.Null);
            Assert.That(board.ContainsKey("id"), Is.True);
            Assert.That(Board.Text(board["uid"]), Is.EqualTo(_uids[name]), "links and homes rely on it");
            Assert.That(board["schemaVersion"]!.GetValue<int>(), Is.EqualTo(42));
            Assert.That(board["graphTooltip"]!.GetValue<int>(), Is.EqualTo(1));
            Assert.That(Board.Text(board["timezone"]), Is.EqualTo("utc"));
        });
    }

    [TestCase(Funnel)]
    [TestCase(Pipeline)]
    public void A_menu_leads_to_the_other_board_with_time_and_variables(string name)
    {
        var link = Board.Objects(Named(name).Json["links"]).Single(each => Board.Text(each["type"]) == "dashboards");
        Assert.Multiple(() =>
        {
            Assert.That(link["asDropdown"]!.GetValue<bool>(), Is.True);
            Assert.That(link["keepTime"]!.GetValue<bool>(), Is.True);
            Assert.That(link["includeVars"]!.GetValue<bool>(), Is.True);
            Assert.That(link["tags"]!.AsArray().Select(Board.Text), Is.EqualTo(new[] { "ecommerce" }));
            Assert.That(Named(name).Json["tags"]!.AsArray().Select(Board.Text), Does.Contain("ecommerce"));
        });
    }

    [TestCase(Funnel)]
    [TestCase(Pipeline)]
    public void Ids_and_titles_of_panels_are_unique(string name)
    {
        Assert.That(Named(name).Everything.Select(panel => panel["id"]!.GetValue<int>()), Is.Unique.And.All.GreaterThan(0));
        Assert.That(Named(name).Everything.Select(panel => Board.Text(panel["title"])), Is.Unique.And.All.Not.Empty);
    }

    [TestCase(Funnel)]
    [TestCase(Pipeline)]
    public void Panels_fit_the_grid_and_do_not_overlap(string name)
    {
        Dictionary<(int X, int Y), string> taken = [];
        foreach (var panel in Named(name).Everything)
        {
            var title = Board.Text(panel["title"]);
            var (x, y, w, h) = (Cell(panel, "x"), Cell(panel, "y"), Cell(panel, "w"), Cell(panel, "h"));
            Assert.That(x >= 0 && y >= 0 && w > 0 && h > 0 && x + w <= 24, Is.True, $"{title} does not fit 24 columns");
            for (var column = x; column < x + w; column++)
                for (var row = y; row < y + h; row++)
                    Assert.That(taken.TryAdd((column, row), title), Is.True, $"{title} lies over {taken.GetValueOrDefault((column, row))}");
        }
    }

    [TestCase(Funnel)]
    [TestCase(Pipeline)]
    public void Every_panel_has_a_description_a_unit_and_words_for_no_value(string name) => Assert.Multiple(() =>
    {
        foreach (var panel in Named(name).Panels)
        {
            var defaults = panel["fieldConfig"]!["defaults"]!;
            Assert.That(Board.Text(panel["description"]), Is.Not.Empty, Board.Text(panel["title"]));
            Assert.That(Board.Text(defaults["unit"]), Is.Not.Empty, Board.Text(panel["title"]));
            Assert.That(Board.Text(defaults["noValue"]), Is.Not.Empty, Board.Text(panel["title"]));
            Assert.That(Board.Objects(panel["targets"]), Is.Not.Empty, Board.Text(panel["title"]));
        }
    });

    // Grafana merges states with the colours of thresholds by the thresholds, and forgets what the values are called.
    [TestCase(Funnel)]
    [TestCase(Pipeline)]
    public void States_that_are_merged_keep_their_names(string name) =>
        Assert.That(
            Named(name).Panels.Where(panel => panel["options"]?["mergeValues"]?.GetValue<bool>() == true)
                .Where(panel => Board.Text(panel["fieldConfig"]!["defaults"]!["color"]?["mode"]) is "thresholds" or "")
                .Select(panel => Board.Text(panel["title"])),
            Is.Empty);

    [TestCase(Funnel)]
    [TestCase(Pipeline)]
    public void No_column_is_hidden_by_the_property_that_Grafana_gave_up(string name) =>
        Assert.That(Descendants(Named(name).Json).OfType<JsonObject>().Where(each => each["id"]?.ToString() == "custom.hidden"), Is.Empty);

    [TestCase(Funnel)]
    [TestCase(Pipeline)]
    public void Every_datasource_is_named_by_type_and_uid(string name)
    {
        var asking = Named(name).Panels.SelectMany(panel => Board.Objects(panel["targets"]).Prepend(panel))
            .Concat(Named(name).Variables).Concat(Named(name).Annotations);
        Assert.That(asking.Where(each => each["datasource"] is not JsonObject).Select(each => each.ToJsonString()), Is.Empty);
    }

    [Test]
    public void The_boards_use_all_provisioned_datasources_and_no_other() =>
        Assert.That(
            Board.All.SelectMany(board => Descendants(board.Json)).OfType<JsonObject>().Select(each => each["datasource"])
                .OfType<JsonObject>()
                .Select(source => (Board.Text(source["uid"]), Board.Text(source["type"]))).Where(source => source.Item2 is not "grafana")
                .Distinct(),
            Is.EquivalentTo(Provisioned()));

    // One level up, the browser would refuse to ask until somebody presses Save & Test.
    [Test]
    public void The_warehouse_is_named_where_Grafana_looks_for_it_and_nothing_can_be_edited_in_place()
    {
        var warehouse = Datasources().Single(source => Value(source, "type") == "grafana-postgresql-datasource");
        Assert.That(warehouse.Children.ContainsKey("database"), Is.False);
        Assert.That(Value((YamlMappingNode)warehouse["jsonData"], "database"), Is.EqualTo("$WAREHOUSE_DATABASE"));
        Assert.That(Value(warehouse, "user"), Is.EqualTo("grafana_reader"));
        Assert.That(Datasources().Select(source => Value(source, "editable")), Is.All.EqualTo("false"));
        Assert.That(Board.All.Select(board => board.Json["editable"]!.GetValue<bool>()), Is.All.False);
    }

    private static (string Uid, string Type)[] Provisioned() =>
        [.. Datasources().Select(source => (Value(source, "uid"), Value(source, "type")))];

    private static IEnumerable<YamlMappingNode> Datasources()
    {
        using var text = new StreamReader(Path.Combine(Repository.Root, "grafana/provisioning/datasources/ecommerce.yml"));
        var yaml = new YamlStream();
        yaml.Load(text);
        return ((YamlSequenceNode)yaml.Documents[0].RootNode["datasources"]).Children.Cast<YamlMappingNode>();
    }

    private static string Value(YamlMappingNode node, string key) => ((YamlScalarNode)node[key]).Value!;

    private static IEnumerable<JsonNode> Descendants(JsonNode node) => node switch
    {
        JsonObject with => with.Select(property => property.Value).OfType<JsonNode>().SelectMany(Descendants).Prepend(with),
        JsonArray list => list.OfType<JsonNode>().SelectMany(Descendants),
        _ => [],
    };

    private static Board Named(string name) => Board.All.Single(board => board.Name == name);

    private static int Cell(JsonObject panel, string name) => panel["gridPos"]![name]!.GetValue<int>();
}
