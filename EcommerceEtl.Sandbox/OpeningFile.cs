using System.Globalization;

namespace EcommerceEtl.Sandbox;

/// <summary>The file that keeps the shop's opening, so that a shop that is started again is the same shop, older.</summary>
public static class OpeningFile
{
    private const string Form = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    /// <summary>The time in the file; where there is none yet, it is made with <paramref name="now"/>.</summary>
    /// <exception cref="FormatException">The file holds no time. It is kept: another shop would start in silence.</exception>
    public static DateTimeOffset ReadOrWrite(string path, DateTimeOffset now)
    {
        if (!File.Exists(path))
        {
            File.WriteAllText(path + ".tmp", now.ToString(Form, CultureInfo.InvariantCulture) + "\n");
            File.Move(path + ".tmp", path);
        }
        return DateTimeOffset.ParseExact(File.ReadAllText(path).Trim(), Form, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
    }
}
