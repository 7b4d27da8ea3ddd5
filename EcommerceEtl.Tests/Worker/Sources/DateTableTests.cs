using System.Text;
using EcommerceEtl.Domain.Quality;
using EcommerceEtl.Worker.Reading;
using EcommerceEtl.Worker.Sources.FakeStore;

namespace EcommerceEtl.Tests.Worker.Sources;

/// <summary>The tables of <c>docs/dates.md</c> say which dates are taken and as what: they are the expectation, the worker is asked row by
/// row.</summary>
public sealed class DateTableTests
{
    private static readonly FakeStoreSource _source = new(null!);
    private static readonly DateTime _snapshot = new(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc);

    /// <summary>Zones at both ends of the earth and one with a fraction of an hour: what is said of any zone holds in these.</summary>
    private static readonly string[] _anyZone = ["UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Kathmandu", "America/New_York"];

    public static IEnumerable<TestCaseData> Taken => Rows(3).Select(row => new TestCaseData(row[0], row[1], row[2]));

    public static IEnumerable<TestCaseData> Refused => Rows(4).Select(row => new TestCaseData(row[0], row[1], row[2], row[3]));

    [TestCaseSource(nameof(Taken))]
    [Fault("dates with and without a zone")]
    [Fault("date without a time")]
    [Fault("fraction finer than a microsecond")]
    public void A_date_of_the_first_table_is_the_moment_that_stands_there(string sent, string zone, string utc)
    {
        foreach (var cart in Map(sent, zone))
        {
            Assert.That(cart.Rejection, Is.Null);
            Assert.That(cart.Record!.PlacedAt.ToString("yyyy-MM-dd HH:mm:ss.fffffff", CultureInfo.InvariantCulture), Is.EqualTo(utc + "0"));
            Assert.That(cart.Record.PlacedAt.Kind, Is.EqualTo(DateTimeKind.Utc));
        }
        Assert.That(Land(Element(sent)), Is.EqualTo(Element(sent)), "it lands as it is");
    }

    [TestCaseSource(nameof(Refused))]
    [Fault("bad record: bad date")]
    [Fault("bad record: far-future date")]
    public void A_date_of_the_second_table_is_refused_and_lands_as_it_says(string sent, string zone, string reason, string lands)
    {
        foreach (var cart in Map(sent, zone))
            Assert.That((SnakeCase.Of(cart.Rejection!.Reason), cart.Rejection.Path, cart.Key), Is.EqualTo((reason, "$.date", (long?)9)));
        Assert.That(
            Land(Element(sent)),
            Is.EqualTo(lands switch
            {
                "as it is" => Element(sent),
                "left out" => Element(sent.StartsWith('"') ? "\"(left out)\"" : "[\"(left out)\"]"),
                _ => lands
            }));
    }

    [Test]
    public void What_lands_is_refused_for_the_same_reason_as_what_was_sent()
    {
        foreach (var row in Rows(4))
            foreach (var zone in row[1] == "any" ? _anyZone : [row[1]])
                Assert.That(
                    _source.MapCart(Encoding.UTF8.GetBytes(Land(Element(row[0]))), Context(zone)).Rejection?.Reason,
                    Is.EqualTo(SnakeCase.Parse<RejectionReason>(row[2])), row[0]);
    }

    [Test]
    public void Both_tables_are_read() => Assert.That((Taken.Count(), Refused.Count()), Is.EqualTo((55, 71)));

    private static IEnumerable<Mapped<EcommerceEtl.Domain.Funnel.Cart>> Map(string sent, string zone) =>
        (zone == "any" ? _anyZone : [zone]).Select(id => _source.MapCart(Encoding.UTF8.GetBytes(Element(sent)), Context(id)));

    private static MappingContext Context(string zone) => new(_snapshot, TimeZoneInfo.FindSystemTimeZoneById(zone));

    private static string Element(string date) => $$"""{"id":9,"userId":1,"date":{{date}},"products":[]}""";

    private static string Land(string element) => WholeElement.Land(Entity.Carts, element);

    /// <summary>The rows of the table with so many columns before its last one, which is for people.</summary>
    private static IEnumerable<string[]> Rows(int columns) =>
        Repository.Lines("docs/dates.md")
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal) && !line.StartsWith("| sent ", StringComparison.Ordinal))
            .Select(line => line[1..^1].Split('|').Select(cell => cell.Trim())
            .Select(cell => cell.StartsWith('`') ? cell.Trim('`') : cell).ToArray())
            .Where(cells => cells.Length == columns + 1);
}
