using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace EcommerceEtl.Tests.Architecture;

/// <summary>The files of this repository and the assemblies built from them.</summary>
internal static partial class Repository
{
    private static readonly HashSet<string> NotSource = ["bin", "obj", "artifacts", "TestResults", "landing"];
    private static readonly HashSet<string> HiddenSource = [".ci", ".config", ".github"];

    /// <summary>The folder that holds the solution.</summary>
    public static readonly string Root = FindRoot();

    /// <summary>The product's projects and the tests. The benchmarks are nobody's dependency and are only read as text.</summary>
    public static readonly Assembly[] Assemblies =
    [
        Assembly.Load("EcommerceEtl.Domain"), Assembly.Load("EcommerceEtl.Data"), Assembly.Load("EcommerceEtl.Migrations"),
        Assembly.Load("EcommerceEtl.Worker"), Assembly.Load("EcommerceEtl.Sandbox"), typeof(Repository).Assembly,
    ];

    /// <summary>The one version of all that is built here.</summary>
    public static string Version => XDocument.Load(Path.Combine(Root, "Directory.Build.props")).Descendants("Version").Single().Value;

    /// <summary>Files kept by hand, as paths from <see cref="Root"/> with forward slashes.</summary>
    public static IEnumerable<string> Files(params string[] endings) =>
        Walk(new DirectoryInfo(Root)).Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'))
            .Where(file => endings.Any(ending => file.EndsWith(ending, StringComparison.Ordinal)))
            .Order(StringComparer.Ordinal);

    /// <summary>What <c>dotnet ef</c> writes: the dated migrations, their designers, the model's snapshot.</summary>
    public static bool IsGenerated(string file) => Generated().IsMatch(file);

    public static string[] Lines(string file) => File.ReadAllLines(Path.Combine(Root, file));

    /// <summary>The names in the <c>Include</c> attributes of a project's items of one kind; of project references the project's
    /// name.</summary>
    public static string[] Includes(string project, string kind) =>
        [.. XDocument.Load(Path.Combine(Root, project)).Descendants(kind)
            .Select(item => item.Attribute("Include")!.Value)
            .Select(name => kind == "ProjectReference" ? Path.GetFileNameWithoutExtension(name.Replace('\\', '/')) : name)];

    private static IEnumerable<string> Walk(DirectoryInfo folder)
    {
        foreach (var file in folder.EnumerateFiles())
            yield return file.FullName;
        foreach (var child in folder.EnumerateDirectories())
        {
            if (NotSource.Contains(child.Name) || (child.Name.StartsWith('.') && !HiddenSource.Contains(child.Name))
                || child.LinkTarget is not null)
                continue;
            foreach (var file in Walk(child))
                yield return file;
        }
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "EcommerceEtl.sln")))
                return folder.FullName;
        throw new InvalidOperationException(
            $"No EcommerceEtl.sln above {AppContext.BaseDirectory}: these tests read the sources and run inside the repository.");
    }

    [GeneratedRegex(@"^migrations/([0-9]{14}_\w+(\.Designer)?|\w+ModelSnapshot)\.cs$")]
    private static partial Regex Generated();
}
