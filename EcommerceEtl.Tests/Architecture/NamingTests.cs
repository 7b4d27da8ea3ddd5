using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace EcommerceEtl.Tests.Architecture;

public sealed partial class NamingTests
{
    /// <summary>Words that say nothing about what a thing does.</summary>
    private static readonly HashSet<string> Empty =
        ["Manager", "Managers", "Helper", "Helpers", "Util", "Utils", "Utility", "Utilities", "Common", "Base"];

    [Test]
    public void No_type_is_called_a_manager_helper_or_base() =>
        Assert.That(
            Repository.Assemblies.SelectMany(assembly => assembly.GetTypes())
                .Where(type => type.FullName!.StartsWith("EcommerceEtl.", StringComparison.Ordinal)
                && !type.IsDefined(typeof(CompilerGeneratedAttribute), false))
                .Where(type => SaysNothing(type.Name)).Select(type => type.FullName),
            Is.Empty);

    [Test]
    public void No_file_or_folder_is_either() =>
        Assert.That(Repository.Files(".cs", ".sql", ".sh").Where(file => file.Split('/', '.').Any(SaysNothing)), Is.Empty);

    [TestCase("LoadManager", true)]
    [TestCase("HttpHelpers", true)]
    [TestCase("SourceBase`1", true)]
    [TestCase("Common", true)]
    [TestCase("Baseline", false)]
    [TestCase("DatabaseOptions", false)]
    [TestCase("CommonlyBought", false)]
    public void Words_are_looked_at_whole(string name, bool saysNothing) => Assert.That(SaysNothing(name), Is.EqualTo(saysNothing));

    private static bool SaysNothing(string name) => Word().Matches(name).Any(word => Empty.Contains(word.Value));

    [GeneratedRegex("[A-Z]+(?![a-z])|[A-Z][a-z]+|[a-z]+")]
    private static partial Regex Word();
}
