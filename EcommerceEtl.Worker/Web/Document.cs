using Markdig;
using Markdig.Extensions.AutoIdentifiers;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace EcommerceEtl.Worker.Web;

/// <summary>A document of the folder <c>docs</c> as it was when the worker was built: so that the link of an alert opens without the
/// internet, and tells of this version.</summary>
/// <param name="Title">Its first heading.</param>
/// <param name="Html">Its text; each heading has the id that it has in a repository's web view.</param>
public sealed record Document(string Title, string Html)
{
    private const string Folder = "docs/";

    private static readonly MarkdownPipeline Pipeline =
        new MarkdownPipelineBuilder().UsePipeTables().UseAutoIdentifiers(AutoIdentifierOptions.GitHub).DisableHtml().Build();

    private static readonly Dictionary<string, Lazy<Document>> All = typeof(Document).Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
        .ToDictionary(name => name[Folder.Length..], name => new Lazy<Document>(() => Read(name)), StringComparer.Ordinal);

    /// <summary>Names of all, such as <c>runbook.md</c>.</summary>
    public static IReadOnlyCollection<string> Names => All.Keys;

    /// <summary>The document of that name; null if there is none.</summary>
    public static Document? Find(string name) => All.GetValueOrDefault(name)?.Value;

    private static Document Read(string resource)
    {
        using var stream = typeof(Document).Assembly.GetManifestResourceStream(resource)!;
        using var reader = new StreamReader(stream);
        var parsed = Markdown.Parse(reader.ReadToEnd(), Pipeline);
        foreach (var link in parsed.Descendants<LinkInline>().Where(link => link.IsImage || !Opens(link.Url ?? "")).ToList())
            link.ReplaceBy(new ContainerInline());
        var title = parsed.Descendants<HeadingBlock>().First().Inline!.Descendants<LiteralInline>();
        return new Document(string.Concat(title), parsed.ToHtml(Pipeline));
    }

    /// <summary>Pictures and files of the repository are not part of the program; what links to them stays as text.</summary>
    private static bool Opens(string url) =>
        url.StartsWith('#') || url.StartsWith("http", StringComparison.Ordinal) || All.ContainsKey(url.Split('#')[0]);
}
