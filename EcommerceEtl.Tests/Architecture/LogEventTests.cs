using System.Reflection;
using System.Text.RegularExpressions;
using EcommerceEtl.Worker;

namespace EcommerceEtl.Tests.Architecture;

/// <summary>One file lists the ids of all events in the log, and each of them stands for one event.</summary>
public sealed partial class LogEventTests
{
    [Test]
    public void Every_event_in_the_log_has_an_id_of_its_own_from_the_list_and_none_of_the_list_is_unused()
    {
        var listed = typeof(LogEvents).GetFields(BindingFlags.Public | BindingFlags.Static)
            .ToDictionary(field => field.Name, field => (int)field.GetRawConstantValue()!);

        var used = Repository.Files(".cs").Where(file => file.StartsWith("EcommerceEtl.Worker/", StringComparison.Ordinal))
            .SelectMany(file => Id().Matches(string.Join('\n', Repository.Lines(file)))).Select(found => found.Groups["id"].Value);

        Assert.That(listed.Values, Is.Unique);
        Assert.That(used, Is.EquivalentTo(listed.Keys.Select(name => $"LogEvents.{name}")));
    }

    [GeneratedRegex(@"\[LoggerMessage\(\s*(EventId = )?(?<id>[^,\s]+)")]
    private static partial Regex Id();
}
