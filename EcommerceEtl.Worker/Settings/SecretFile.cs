namespace EcommerceEtl.Worker.Settings;

/// <summary>A file that holds one secret: one line that is not blank.</summary>
/// <param name="Secret">The line, without white space around it; empty if there is no such line.</param>
/// <param name="Wrong">What is wrong with the file, as a sentence that shows nothing of it; null if all is well.</param>
/// <param name="IsReadable">False if nobody could look into it.</param>
internal sealed record SecretFile(string Secret, string? Wrong, bool IsReadable)
{
    public static SecretFile Read(string file)
    {
        try
        {
            return File.ReadLines(file).Select(line => line.Trim(' ', '\t', '\r')).Where(line => line.Length > 0).Take(2).ToList() switch
            {
                [var only] => new SecretFile(only, null, true),
                [] => new SecretFile("", "the file is empty; it must hold the secret.", true),
                _ => new SecretFile("", "the file holds more than one line; a secret is one line.", true),
            };
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return new SecretFile("", $"the file cannot be read ({error.Message}).", false);
        }
    }

    public override string ToString() => Wrong ?? "***";
}
