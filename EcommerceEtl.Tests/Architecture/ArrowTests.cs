using ArchUnitNET.Domain.Extensions;
using ArchUnitNET.Loader;

namespace EcommerceEtl.Tests.Architecture;

/// <summary>Which folder of the product may use which. What is not listed here is not allowed, and what is listed is used.</summary>
public sealed class ArrowTests
{
    private const string Product = "EcommerceEtl.";

    /// <summary>Folders by those they use; <c>Data</c> and <c>Worker</c> alone stand for the files directly in the project.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Data"] = ["Data.Tables"],
        ["Data.Carts"] =
        [
            "Data", "Data.Quarantine", "Data.Restatements", "Data.Session", "Data.Totals", "Domain.Catalog", "Domain.Funnel",
            "Domain.Orders", "Domain.Runs",
        ],
        ["Data.Catalogue"] = ["Data", "Data.Session", "Domain.Catalog"],
        ["Data.Chunks"] = ["Data", "Data.Carts", "Data.Session", "Domain.Catalog", "Domain.Runs"],
        ["Data.Customers"] = ["Data", "Data.Chunks", "Data.Session", "Domain.Catalog", "Domain.Runs"],
        ["Data.Explain"] = ["Data", "Data.Totals", "Domain.Funnel", "Domain.Orders", "Domain.Runs"],
        ["Data.Invariants"] = ["Data"],
        ["Data.Ledger"] = ["Data", "Data.Session", "Data.Tables", "Domain.Catalog", "Domain.Funnel", "Domain.Quality", "Domain.Runs"],
        ["Data.Quarantine"] = ["Data", "Data.Session", "Domain.Quality", "Domain.Runs"],
        ["Data.Restatements"] = ["Data.Session", "Data.Totals", "Domain.Catalog", "Domain.Funnel", "Domain.Orders"],
        ["Data.Schema"] = ["Data", "Data.Session", "Domain.Quality", "Domain.Runs"],
        ["Data.Session"] = ["Data", "Domain.Runs"],
        ["Data.Tables"] = ["Domain.Funnel", "Domain.Orders", "Domain.Quality", "Domain.Runs"],
        ["Data.Totals"] = ["Data", "Data.Session", "Domain.Catalog", "Domain.Funnel", "Domain.Orders", "Domain.Runs"],
        ["Domain.Catalog"] = ["Domain.Quality"],
        ["Domain.Funnel"] = ["Domain.Catalog", "Domain.Orders", "Domain.Runs"],
        ["Domain.Orders"] = ["Domain.Catalog"],
        ["Domain.Runs"] = ["Domain.Quality"],
        ["Migrations"] = ["Data"],
        ["Sandbox"] = ["Sandbox.Shop"],
        ["Sandbox.Shop"] = ["Sandbox"],
        ["Sandbox.Web"] = ["Sandbox", "Sandbox.WooCommerce"],
        ["Sandbox.WooCommerce"] = ["Sandbox", "Sandbox.Shop"],
        ["Worker"] =
        [
            "Worker.Landing", "Worker.Pipeline", "Worker.Settings", "Worker.Sources", "Worker.Sources.DummyJson",
            "Worker.Sources.FakeStore", "Worker.Sources.Http", "Worker.Sources.Medusa", "Worker.Sources.Vendure",
            "Worker.Sources.WooCommerce",
        ],
        ["Worker.Checks"] =
        [
            "Data", "Data.Invariants", "Data.Ledger", "Data.Schema", "Data.Session", "Data.Tables", "Domain.Catalog", "Domain.Funnel",
            "Domain.Orders", "Domain.Quality", "Domain.Runs",
            "Worker.Landing", "Worker.Pipeline", "Worker.Pipeline.Changes", "Worker.Reading", "Worker.Settings", "Worker.Sources",
            "Worker.Sources.Http",
        ],
        ["Worker.Commands"] =
        [
            "Data.Customers", "Data.Explain", "Data.Ledger", "Data.Quarantine", "Data.Schema", "Data.Session", "Data.Tables",
            "Data.Totals", "Domain.Catalog", "Domain.Funnel", "Domain.Quality", "Domain.Runs", "Worker", "Worker.Checks",
            "Worker.Explain", "Worker.Health", "Worker.Landing", "Worker.Landing.Fields", "Worker.Output", "Worker.Pipeline",
            "Worker.Reading", "Worker.Report",
            "Worker.Scheduling", "Worker.Settings", "Worker.Sources", "Worker.Sources.Http", "Worker.Telemetry", "Worker.Web",
        ],
        ["Worker.Explain"] =
        [
            "Data.Explain", "Domain.Catalog", "Domain.Funnel", "Domain.Orders", "Domain.Quality", "Domain.Runs", "Worker.Landing",
            "Worker.Output", "Worker.Reading", "Worker.Sources",
        ],
        ["Worker.Health"] = ["Data.Schema", "Domain.Runs", "Worker.Settings"],
        ["Worker.Landing"] = ["Domain.Catalog", "Domain.Quality", "Domain.Runs", "Worker", "Worker.Landing.Fields", "Worker.Reading"],
        ["Worker.Landing.Changes"] = ["Domain.Catalog", "Domain.Runs", "Worker.Landing", "Worker.Landing.Fields", "Worker.Reading"],
        ["Worker.Landing.Fields"] = ["Domain.Catalog", "Domain.Quality", "Worker.Reading"],
        ["Worker.Output"] = ["Domain.Quality"],
        ["Worker.Pipeline"] =
        [
            "Data.Carts", "Data.Catalogue", "Data.Chunks", "Data.Customers", "Data.Ledger", "Data.Quarantine", "Data.Restatements",
            "Data.Schema", "Data.Session", "Data.Tables", "Data.Totals", "Domain.Catalog", "Domain.Funnel", "Domain.Orders",
            "Domain.Quality", "Domain.Runs", "Worker", "Worker.Landing", "Worker.Landing.Changes", "Worker.Landing.Fields",
            "Worker.Pipeline.Changes", "Worker.Reading", "Worker.Settings", "Worker.Sources", "Worker.Sources.Http",
        ],
        ["Worker.Pipeline.Changes"] =
            ["Domain.Runs", "Worker.Landing", "Worker.Landing.Changes", "Worker.Reading", "Worker.Sources", "Worker.Sources.Http"],
        ["Worker.Reading"] = ["Domain.Catalog", "Domain.Funnel", "Domain.Quality", "Domain.Runs"],
        ["Worker.Report"] = ["Data", "Data.Ledger", "Domain.Quality", "Domain.Runs", "Worker.Output"],
        ["Worker.Scheduling"] =
        [
            "Data.Ledger", "Data.Session", "Data.Tables", "Domain.Catalog", "Domain.Runs", "Worker.Health",
            "Worker.Landing", "Worker.Pipeline", "Worker.Settings", "Worker.Sources", "Worker.Telemetry",
        ],
        ["Worker.Settings"] = ["Data.Session", "Domain.Catalog", "Domain.Funnel", "Worker"],
        ["Worker.Sources"] =
        [
            "Domain.Catalog", "Domain.Funnel", "Domain.Orders", "Domain.Quality", "Domain.Runs", "Worker.Reading", "Worker.Settings",
            "Worker.Sources.Http",
        ],
        ["Worker.Sources.DummyJson"] =
        [
            "Domain.Catalog", "Domain.Funnel", "Domain.Quality", "Domain.Runs", "Worker.Reading", "Worker.Settings", "Worker.Sources",
            "Worker.Sources.Http",
        ],
        ["Worker.Sources.FakeStore"] =
        [
            "Domain.Catalog", "Domain.Funnel", "Domain.Quality", "Domain.Runs", "Worker.Reading", "Worker.Sources",
            "Worker.Sources.Http",
        ],
        ["Worker.Sources.Medusa"] =
        [
            "Domain.Catalog", "Domain.Funnel", "Domain.Orders", "Domain.Quality", "Domain.Runs", "Worker.Reading", "Worker.Settings",
            "Worker.Sources", "Worker.Sources.Http",
        ],
        ["Worker.Sources.Vendure"] =
        [
            "Domain.Catalog", "Domain.Funnel", "Domain.Orders", "Domain.Quality", "Domain.Runs", "Worker.Reading", "Worker.Settings",
            "Worker.Sources", "Worker.Sources.Http",
        ],
        ["Worker.Sources.WooCommerce"] =
        [
            "Domain.Catalog", "Domain.Funnel", "Domain.Orders", "Domain.Quality", "Domain.Runs", "Worker.Reading", "Worker.Settings",
            "Worker.Sources", "Worker.Sources.Http",
        ],
        ["Worker.Sources.Http"] = ["Domain.Quality", "Domain.Runs", "Worker.Reading", "Worker.Settings"],
        ["Worker.Telemetry"] =
        [
            "Data.Carts", "Data.Ledger", "Domain.Catalog", "Domain.Quality", "Domain.Runs", "Worker", "Worker.Landing", "Worker.Pipeline",
            "Worker.Settings", "Worker.Sources.Http",
        ],
        ["Worker.Web"] =
        [
            "Data", "Data.Ledger", "Data.Schema", "Data.Session", "Domain.Quality", "Domain.Runs", "Worker.Health", "Worker.Landing",
            "Worker.Output", "Worker.Report", "Worker.Scheduling", "Worker.Settings",
        ],
    };

    [Test]
    public void Every_folder_uses_exactly_the_folders_that_are_listed() =>
        Assert.That(Text(Used()), Is.EqualTo(Text(Allowed.SelectMany(from => from.Value.Select(to => (from.Key, to))))));

    [Test]
    public void No_arrows_form_a_circle()
    {
        var left = Allowed.ToDictionary(from => from.Key, from => from.Value.Where(to => to != Project(from.Key)).ToHashSet());
        // Whatever uses none of those that are left, or is used by none of them, lies on no circle.
        while (left.Keys.FirstOrDefault(folder => !left[folder].Any(left.ContainsKey) || !left.Values.Any(to => to.Contains(folder)))
            is { } free)
            left.Remove(free);
        Assert.That(left.Keys, Is.Empty);
    }

    /// <summary>A file that lies directly in a project may use its folders, and they may use it.</summary>
    private static string Project(string folder) => folder.Split('.')[0];

    // The library would keep what it read, 100 MB, as long as the process lives.
    private static IEnumerable<(string From, string To)> Used() =>
        new ArchLoader().WithoutArchitectureCache().LoadAssemblies([.. Repository.Assemblies[..^1]]).Build().Types
            .SelectMany(type => type.GetTypeDependencies().Select(used => (From: Folder(type.FullName), To: Folder(used.FullName))))
            .Where(arrow => arrow.From.Length > 0 && arrow.To.Length > 0 && arrow.From != arrow.To)
            .Distinct();

    /// <summary>The folder of a type, such as <c>Worker.Sources.FakeStore</c>; empty for one that is not the product's.</summary>
    private static string Folder(string type)
    {
        if (!type.StartsWith(Product, StringComparison.Ordinal))
            return "";
        var name = type[Product.Length..].Split('<', '+', '`', '/')[0];
        return name.Contains('.') ? name[..name.LastIndexOf('.')] : "";
    }

    private static string Text(IEnumerable<(string From, string To)> arrows) =>
        string.Join('\n', arrows.GroupBy(arrow => arrow.From).OrderBy(from => from.Key, StringComparer.Ordinal)
            .Select(from => $"{from.Key}: {string.Join(", ", from.Select(arrow => arrow.To).Order(StringComparer.Ordinal))}"));
}
