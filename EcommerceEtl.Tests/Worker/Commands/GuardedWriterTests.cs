using EcommerceEtl.Worker.Commands;
using EcommerceEtl.Worker.Output;

namespace EcommerceEtl.Tests.Worker.Commands;

/// <summary>What stands between a command and the terminal.</summary>
public sealed class GuardedWriterTests
{
    [Test]
    public void One_line_stays_one_line()
    {
        Assert.That(Written(writer => writer.WriteLine("a\nb\r\u001b[1mc\u202e")), Is.EqualTo(@"a\u000Ab\u000D\u001B[1mc\u202E" + "\n"));
        Assert.That(Written(writer => writer.WriteLine()), Is.EqualTo("\n"));
    }

    [Test]
    public void Parts_and_characters_keep_their_line_breaks_alone() =>
        Assert.That(Written(writer =>
        {
            writer.Write("a\nb\u009b");
            writer.Write('\n');
            writer.Write('\a');
        }), Is.EqualTo("a\n" + @"b\u009B" + "\n" + @"\u0007"));

    [Test]
    public void Letters_of_all_languages_and_pictures_stay_as_they_are() =>
        Assert.That(Written(writer => writer.WriteLine("Größe שלום 価格 🛒")), Is.EqualTo("Größe שלום 価格 🛒\n"));

    [Test]
    public void Characters_that_come_as_an_array_are_whole_characters() =>
        Assert.That(Written(writer =>
        {
            writer.Write("🛒\u001b".ToCharArray());
            writer.Write("🛒".AsSpan());
            writer.WriteLine("🛒".AsSpan());
        }), Is.EqualTo(@"🛒\u001B🛒🛒" + "\n"));

    [Test]
    public async Task What_is_written_asynchronously_is_guarded_too()
    {
        await using var inner = new StringWriter { NewLine = "\n" };
        await using var writer = new GuardedWriter(inner);
        await writer.WriteLineAsync("a\nb\u001b");
        await writer.WriteAsync("c\u202e");
        Assert.That(inner.ToString(), Is.EqualTo(@"a\u000Ab\u001B" + "\n" + @"c\u202E"));
    }

    [Test]
    public void A_line_that_is_too_long_is_cut_and_says_so()
    {
        var line = new string('a', ShownText.MaxLine);
        Assert.That(Written(writer => writer.WriteLine(line)), Is.EqualTo(line + "\n"));
        Assert.That(Written(writer => writer.WriteLine(line + "b")), Is.EqualTo(line + " ...\n"));
        Assert.That(Written(writer => writer.Write(line + "b\n")), Is.EqualTo(line + "b\n"), "JSON is never cut");
        Assert.That(Written(writer => writer.Write("abcd\nabc\n"), maxPart: 3), Is.EqualTo("abc ...\nabc\n"), "a log");
    }

    private static string Written(Action<TextWriter> write, int maxPart = int.MaxValue - 1)
    {
        using var inner = new StringWriter { NewLine = "\n" };
        using var writer = new GuardedWriter(inner, maxPart);
        write(writer);
        return inner.ToString();
    }
}
