using EcommerceEtl.Worker.Output;

namespace EcommerceEtl.Worker.Commands;

/// <summary>Writes text that cannot control a terminal, wherever the text comes from: what is written as one line stays one line, and
/// every control character is shown as <c>\uXXXX</c>, which is also how JSON writes it.</summary>
/// <param name="maxPart">Most characters of a line that is written by <c>Write</c>. Standard output has no such limit, since JSON that is
/// cut is no longer JSON.</param>
internal sealed class GuardedWriter(TextWriter inner, int maxPart = int.MaxValue - 1) : TextWriter
{
    /// <inheritdoc/>
    public override Encoding Encoding => inner.Encoding;

    /// <summary>Writes a character; a line break ends the line.</summary>
    public override void Write(char value) => Write(value.ToString());

    /// <summary>Writes characters as the text that they form: a surrogate pair is one character.</summary>
    public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

    /// <summary>Writes a part of a line, or several lines.</summary>
    public override void Write(string? value)
    {
        var first = true;
        foreach (var line in (value ?? "").Split('\n'))
        {
            if (!first)
                inner.Write('\n');
            inner.Write(ShownText.Of(line, maxPart));
            first = false;
        }
    }

    /// <summary>Writes one line, whatever it holds.</summary>
    public override void WriteLine(string? value)
    {
        inner.Write(ShownText.Of(value ?? ""));
        inner.Write('\n');
    }

    /// <inheritdoc/>
    public override void Flush() => inner.Flush();
}
