using System.Text;
using EcommerceEtl.Domain.Catalog;
using EcommerceEtl.Domain.Funnel;
using EcommerceEtl.Domain.Quality;
using EcommerceEtl.Worker.Reading;
using EcommerceEtl.Worker.Sources.FakeStore;

namespace EcommerceEtl.Tests.Worker.Sources;

public sealed class FakeStoreCartTests
{
    private static readonly DateTime _snapshot = new(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc);

    [Test]
    public void A_cart_is_read_with_its_lines_in_order()
    {
        var cart = Map(
            """
            {"id":1,"userId":4,"date":"2020-03-02T00:00:00.000Z","products":[{"productId":1,"quantity":4},{"quantity":0.0005,"productId":1},
             {"quantity":2},{"productId":null,"quantity":1e2}],"__v":0}
            """).Record!;

        Assert.That((cart.Id, cart.Customer, cart.PlacedAt), Is.EqualTo(
            (new CartId(1), (CustomerId?)new CustomerId(4), new DateTime(2020, 3, 2, 0, 0, 0, DateTimeKind.Utc))));
        Assert.That(cart.PlacedAt.Kind, Is.EqualTo(DateTimeKind.Utc));
        Assert.That(cart.Items, Is.EqualTo(new[]
        {
            new CartItem(new ProductId(1), 4), new CartItem(new ProductId(1), 0.001m), new CartItem(null, 2), new CartItem(null, 100),
        }));
    }

    [TestCase("\"userId\":0,")]
    [TestCase("\"userId\":null,")]
    [TestCase("")]
    [Fault("guest")]
    public void A_user_id_of_0_null_or_none_is_a_guest(string user) =>
        Assert.That(Map($$"""{"id":1,{{user}}"date":"2020-03-02","products":[]}""").Record!.Customer, Is.Null);

    [Test]
    [NonParallelizable]
    [Fault("worker in another time zone")]
    public void The_machines_own_zone_and_language_never_matter()
    {
        var zone = Environment.GetEnvironmentVariable("TZ");
        var culture = CultureInfo.CurrentCulture;
        try
        {
            Environment.SetEnvironmentVariable("TZ", "Asia/Tokyo");
            TimeZoneInfo.ClearCachedData();
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("tr-TR");
            Assert.That(TimeZoneInfo.Local.BaseUtcOffset, Is.EqualTo(TimeSpan.FromHours(9)));

            foreach (var date in new[] { "2020-03-02T05:00:00", "2020-03-02 05:00", "2020-03-02T05:00:00Z", "2020-03-02T06:00:00+01:00",
                "2020-03-02T06:00:00+0100" })
                Assert.That(
                    Map($$"""{"id":1,"date":"{{date}}","products":[{"quantity":1.5}]}""").Record!.PlacedAt,
                    Is.EqualTo(new DateTime(2020, 3, 2, 5, 0, 0, DateTimeKind.Utc)));
            Assert.That(
                Map("""{"id":1,"date":"2020-03-02","products":[]}""").Record!.PlacedAt,
                Is.EqualTo(new DateTime(2020, 3, 2, 0, 0, 0, DateTimeKind.Utc)), "a day of the store");
        }
        finally
        {
            Environment.SetEnvironmentVariable("TZ", zone);
            TimeZoneInfo.ClearCachedData();
            CultureInfo.CurrentCulture = culture;
        }
    }

    [TestCase("""{"id":9,"date":"2020-01-01"}""", RejectionReason.MissingField, "$.products")]
    [TestCase("""{"id":9,"date":"2020-01-01","products":{}}""", RejectionReason.WrongType, "$.products")]
    [TestCase("""{"id":9,"date":"2020-01-01","products":[{"quantity":1},5]}""", RejectionReason.WrongType, "$.products[1]")]
    [TestCase("""{"id":9,"date":"2020-01-01","products":[{"productId":1}]}""", RejectionReason.MissingField, "$.products[0].quantity")]
    [TestCase("""{"id":9,"date":"2020-01-01","products":[{"quantity":1},{"quantity":1},{"quantity":0}]}""", RejectionReason.OutOfRange,
        "$.products[2].quantity")]
    [TestCase("""{"id":9,"date":"2020-01-01","products":[{"quantity":0.0004}]}""", RejectionReason.OutOfRange, "$.products[0].quantity")]
    [TestCase("""{"id":9,"date":"2020-01-01","products":[{"quantity":1000000.001}]}""", RejectionReason.OutOfRange,
        "$.products[0].quantity")]
    [TestCase("""{"id":9,"date":"2020-01-01","products":[{"quantity":"2"}]}""", RejectionReason.WrongType, "$.products[0].quantity")]
    [TestCase("""{"id":9,"date":"2020-01-01","products":[{"productId":0,"quantity":1}]}""", RejectionReason.OutOfRange,
        "$.products[0].productId")]
    [TestCase("""{"id":9,"date":"2020-01-01","products":[{"productId":"p","quantity":1}]}""", RejectionReason.WrongType,
        "$.products[0].productId")]
    [TestCase("""{"id":9,"date":"2020-01-01","products":[{"quantity":1,"quantity":2}]}""", RejectionReason.DuplicateKey,
        "$.products[0].quantity")]
    [TestCase("""{"date":"2020-01-01","products":[],"date":"2020-01-01","id":9}""", RejectionReason.DuplicateKey, "$.date")]
    [Fault("bad record: wrong type")]
    [Fault("bad record: missing field")]
    [Fault("bad record: quantity out of range")]
    [Fault("bad record: duplicate JSON keys")]
    public void A_bad_cart_is_rejected_with_reason_path_and_key(string json, RejectionReason reason, string path)
    {
        var mapped = Map(json);

        Assert.That((mapped.Rejection, mapped.Key, mapped.SourceText), Is.EqualTo((new Rejection(reason, path), (long?)9, "9")));
    }

    [Test]
    public void A_cart_may_have_10_000_lines_and_no_more()
    {
        string Cart(int lines) =>
            $$"""{"id":9,"date":"2020-01-01","products":[{{string.Join(',', Enumerable.Repeat("""{"quantity":1}""", lines))}}]}""";

        Assert.That(Map(Cart(10_000)).Record!.Items, Has.Length.EqualTo(10_000));
        Assert.That(Map(Cart(10_001)).Rejection, Is.EqualTo(new Rejection(RejectionReason.TooLong, "$.products")));
    }

    [Test]
    public void Escaped_property_names_are_the_same_names() =>
        Assert.That(Map("""{"\u0069d":9,"d\u0061te":"2020-01-01","products":[],"\ud800":1}""").Record!.Id, Is.EqualTo(new CartId(9)));

    private static Mapped<Cart> Map(string json) =>
        new FakeStoreSource(null!).MapCart(Encoding.UTF8.GetBytes(json), new MappingContext(_snapshot, TimeZoneInfo.Utc));
}
