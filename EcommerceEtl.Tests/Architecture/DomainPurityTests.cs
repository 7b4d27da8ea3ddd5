using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using EcommerceEtl.Domain.Funnel;

namespace EcommerceEtl.Tests.Architecture;

/// <summary>The domain is plain functions from records to records. Read from the compiled file, so that no spelling hides a use.</summary>
public sealed class DomainPurityTests
{
    private static readonly string[] OutsideWorld =
    [
        "System.IO.", "System.Net.", "System.Data.", "System.Threading.", "System.Diagnostics.Process", "System.Diagnostics.Stopwatch",
        "System.Console",
        "System.Environment", "System.Random", "System.TimeProvider", "System.Activator",
        "System.Security.Cryptography.RandomNumberGenerator",
    ];

    /// <summary>Members whose answer depends on the machine or the moment.</summary>
    private static readonly string[] MachineDependent =
    [
        "System.DateTime.get_Now", "System.DateTime.get_UtcNow", "System.DateTime.get_Today", "System.DateTime.ToLocalTime",
        "System.DateTimeOffset.get_Now",
        "System.DateTimeOffset.get_UtcNow", "System.TimeZoneInfo.get_Local", "System.Guid.NewGuid", "System.Guid.CreateVersion7",
        "System.Globalization.CultureInfo.get_CurrentCulture", "System.String.GetHashCode", "System.String.ToLower",
        "System.String.ToUpper",
    ];

    [Test]
    public void The_domain_uses_no_type_that_reaches_the_outside_world() =>
        Assert.That(Types(Open()).Where(type =>
            OutsideWorld.Any(banned => type.StartsWith(banned, StringComparison.Ordinal))
                && !type.StartsWith("System.IO.Hashing.", StringComparison.Ordinal)),
            Is.Empty);

    [Test]
    public void The_domain_calls_nothing_whose_answer_depends_on_machine_or_moment() =>
        Assert.That(Members(Open()).Where(MachineDependent.Contains), Is.Empty);

    [Test]
    public void What_is_looked_for_can_be_seen()
    {
        var domain = Open();
        Assert.Multiple(() =>
        {
            Assert.That(Types(domain), Has.Member("System.IO.Hashing.XxHash3").And.Member("System.TimeZoneInfo"));
            Assert.That(Members(domain), Has.Member("System.TimeZoneInfo.ConvertTimeFromUtc"));
        });
    }

    private static MetadataReader Open() =>
        new PEReader(ImmutableArray.Create(File.ReadAllBytes(typeof(FunnelProjector).Assembly.Location))).GetMetadataReader();

    private static IEnumerable<string> Types(MetadataReader domain) =>
        domain.TypeReferences.Select(handle => Name(domain, domain.GetTypeReference(handle)));

    private static IEnumerable<string> Members(MetadataReader domain) =>
        domain.MemberReferences.Select(domain.GetMemberReference)
            .Where(member => member.Parent.Kind == HandleKind.TypeReference)
            .Select(
            member => $"{Name(domain, domain.GetTypeReference((TypeReferenceHandle)member.Parent))}.{domain.GetString(member.Name)}");

    private static string Name(MetadataReader domain, TypeReference type) =>
        $"{domain.GetString(type.Namespace)}.{domain.GetString(type.Name)}";
}
