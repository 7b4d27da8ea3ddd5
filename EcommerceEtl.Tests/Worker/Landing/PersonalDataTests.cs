using System.Text;
using System.Text.Json.Nodes;

namespace EcommerceEtl.Tests.Worker.Landing;

public sealed class PersonalDataTests
{
    private const string Mark = "PERSONAL";

    [Test]
    public async Task Of_the_real_users_only_ids_and_cities_land()
    {
        await using var extraction = (await ScriptedShop.StartAsync()).WithFakeStore().Extract();

        var snapshot = await extraction.RunAsync(Entity.Customers);

        var landed = extraction.EverythingLanded();
        var users = JsonNode.Parse(ScriptedShop.FakeStoreFile("users"))!.AsArray();
        foreach (var user in users)
        {
            foreach (var field in new[] { "email", "username", "password", "phone" })
                Assert.That(landed, Does.Not.Contain(user![field]!.ToString()));
            Assert.That(landed, Does.Not.Contain(user!["address"]!["street"]!.ToString())
                .And.Not.Contain(user["address"]!["zipcode"]!.ToString()));
            Assert.That(landed, Does.Not.Contain($"\"{user["name"]!["lastname"]}\""));
        }
        Assert.That(
            await extraction.ElementsAsync(snapshot, Entity.Customers),
            Is.EqualTo(users.Select(user => $$$"""{"address":{"city":"{{{user!["address"]!["city"]}}}"},"id":{{{user["id"]}}}}""")));
    }

    [Test]
    public async Task Personal_data_planted_anywhere_in_a_user_never_lands()
    {
        string[] users =
        [
            """{"id":1,"address":{"city":"A","geolocation":{"lat":"PERSONAL"},"PERSONAL":1},"email":"PERSONAL","new":{"deep":[["""
                + """{"x":"PERSONAL"}]]}}""",
            """{"id":2,"address":"PERSONAL"}""",
            """{"id":3,"address":["PERSONAL",{"city":"PERSONAL"}]}""",
            """{"id":4,"address":{"city":{"name":"PERSONAL"}}}""",
            """{"id":5,"address":{"city":["PERSONAL"]}}""",
            """{"id":"PERSONAL","address":{"city":"B"}}""",
            """{"id":{"PERSONAL":1}}""",
            """{"PERSONAL@x.test":"PERSONAL","address.city":"PERSONAL","id":6,"addres\u0073":{"street":"PERSONAL","c\u0069ty":"C"}}""",
            $"\"{Mark}\"",
            $"[\"{Mark}\",[{{\"id\":\"{Mark}\"}}]]",
        ];
        await using var extraction = (await ScriptedShop.OnAsync("/users", ScriptedShop.Json($"[{string.Join(",\n", users)}]"))).Extract();

        var snapshot = await extraction.RunAsync(Entity.Customers);

        Assert.That(snapshot.Entities[0].Elements, Is.EqualTo(users.Length));
        Assert.That(snapshot.Entities[0].Drift, Has.Some.StartsWith("+address: 1 unknown ("));
        var chunks = string.Concat(await extraction.ElementsAsync(snapshot, Entity.Customers));
        Assert.That(chunks, Does.Not.Contain(Mark));
        Assert.That(extraction.EverythingLanded(), Does.Not.Contain(Mark));
    }

    [Test]
    public async Task A_broken_answer_leaves_none_either()
    {
        await using var shop = new RawShop(
            RawShop.Send($"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n[{{\"id\":1,\"email\":\"{Mark}\"}},{{\"id\":2,\"email\":\"{Mark}"));
        using var extraction = new ExtractBundle(shop.Url);

        var error = await Failures.OfAsync(() => extraction.RunAsync(Entity.Customers));

        Assert.That(error.ToString(), Does.Not.Contain(Mark));
        Assert.That(extraction.EverythingLanded(), Does.Not.Contain(Mark));
    }

    [Test]
    public async Task Customers_of_carts_and_texts_in_place_of_lines_land_as_nothing()
    {
        var cart =
            """{"id":1,"userId":"PERSONAL","date":"2020-01-01","products":["PERSONAL",{"productId":1,"quantity":1,"gift":"PERSONAL"}]"""
            + ""","customer":{"name":"PERSONAL"}}""";
        await using var extraction = (await ScriptedShop.OnAsync(
            "/carts", ScriptedShop.Json(Encoding.UTF8.GetBytes($"[{cart}]")))).Extract();

        await extraction.RunAsync(Entity.Carts);

        Assert.That(extraction.EverythingLanded(), Does.Not.Contain(Mark));
    }

    [TestCase("0171-2345678", false)]
    [TestCase("2020-03", false)]
    [TestCase("2020-03-02-171", false)]
    [TestCase("1570-23-67", false)]
    [TestCase("2020-03-02T70:33", false)]
    [TestCase("2020-03-02", true)]
    [TestCase("2020-03-02T05:00:00.000Z", true)]
    public async Task Of_a_carts_date_only_what_begins_with_a_whole_date_lands(string date, bool lands)
    {
        await using var extraction = (await ScriptedShop.OnAsync(
            "/carts", ScriptedShop.Json(Encoding.UTF8.GetBytes($$"""[{"id":1,"date":"{{date}}","products":[]}]""")))).Extract();

        await extraction.RunAsync(Entity.Carts);

        Assert.That(extraction.EverythingLanded().Contains($"\"{date}\"", StringComparison.Ordinal), Is.EqualTo(lands));
    }
}
