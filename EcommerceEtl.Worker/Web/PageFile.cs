using System.Security.Cryptography;

namespace EcommerceEtl.Worker.Web;

/// <summary>A file of the page that is part of the program. Its address changes with its content, so that a browser may keep it and still
/// shows an updated worker's page rightly.</summary>
internal sealed class PageFile
{
    private PageFile(string name, string type)
    {
        using var stream = typeof(PageFile).Assembly.GetManifestResourceStream($"Web/{name}")!;
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        var content = bytes.ToArray();
        (Name, Type, Content) = (name, type, content);
        Address = $"{name}?v={Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 4))}";
    }

    public static PageFile Style { get; } = new("page.css", "text/css; charset=utf-8");

    public static PageFile Icon { get; } = new("icon.svg", "image/svg+xml");

    public string Name { get; }

    public string Type { get; }

    public ReadOnlyMemory<byte> Content { get; }

    public string Address { get; }
}
