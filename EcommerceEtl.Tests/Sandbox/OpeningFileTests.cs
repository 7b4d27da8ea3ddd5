using EcommerceEtl.Sandbox;

namespace EcommerceEtl.Tests.Sandbox;

public sealed class OpeningFileTests
{
    private static readonly DateTimeOffset First = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);

    [Test]
    public void The_opening_is_written_once_and_read_ever_after()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "opening");

        Assert.That(OpeningFile.ReadOrWrite(file, First), Is.EqualTo(First));
        Assert.That(File.ReadAllText(file), Is.EqualTo("2026-03-04T05:06:07Z\n"));
        Assert.That(OpeningFile.ReadOrWrite(file, First.AddDays(3)), Is.EqualTo(First));
        Assert.That(Directory.GetFiles(folder.Path), Is.EqualTo(new[] { file }));
    }

    [Test]
    public void A_file_with_something_else_is_refused()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "opening");
        File.WriteAllText(file, "yesterday");

        Assert.Throws<FormatException>(() => OpeningFile.ReadOrWrite(file, First));
    }
}
