using System.Runtime.Versioning;
using System.Text.Json.Nodes;
using EcommerceEtl.Tests.Dashboards;

namespace EcommerceEtl.Tests.Containers;

/// <summary>The boards as the service <c>init</c> copies them for Grafana, from the files of the repository.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class MakeBoardsTests
{
    private DirectoryInfo _folder = null!;

    [SetUp]
    public void Prepare() => _folder = Directory.CreateTempSubdirectory("boards-");

    [TearDown]
    public void Remove() => _folder.Delete(recursive: true);

    [TestCase("", "", "2020-01-01T00:00:00.000Z to 2020-03-31T23:59:59.999Z")]
    [TestCase("FakeStore", "https://fakestoreapi.com", "2020-01-01T00:00:00.000Z to 2020-03-31T23:59:59.999Z")]
    [TestCase("", "https://fakestoreapi.com/", "2020-01-01T00:00:00.000Z to 2020-03-31T23:59:59.999Z")]
    [TestCase("", "http://shop:8080", "now-30d/d to now-1d/d")]
    [TestCase("WooCommerce", "https://shop.example/fakestoreapi.com", "now-30d/d to now-1d/d")]
    [TestCase("Vendure", "", "now-30d/d to now-1d/d")]
    public async Task The_owners_board_opens_on_days_of_the_shop(string kind, string address, string range)
    {
        await MakeAsync(kind, address);

        var time = Read("funnel")["time"]!;
        Assert.That($"{time["from"]} to {time["to"]}", Is.EqualTo(range));
    }

    [Test]
    public async Task Nothing_else_is_changed_and_every_user_may_read_the_copies()
    {
        await MakeAsync("", "");
        // Again, over the copies of the start before.
        await MakeAsync("", "");

        Assert.That(_folder.GetFiles().Select(file => file.Name), Is.EquivalentTo(Board.All.Select(board => $"{board.Name}.json")));
        foreach (var board in Board.All)
        {
            var (was, copy) = (board.Json.DeepClone(), Read(board.Name));
            was["time"] = copy["time"]!.DeepClone();
            Assert.That(JsonNode.DeepEquals(was, copy), board.Name);
        }
        Assert.That(_folder.GetFiles().Select(file => file.UnixFileMode & UnixFileMode.OtherRead), Is.All.EqualTo(UnixFileMode.OtherRead));
        Assert.That(Board.Text(Read("pipeline")["time"]!["from"]), Is.EqualTo("now-24h"));
    }

    private JsonNode Read(string board) => JsonNode.Parse(File.ReadAllText(Path.Combine(_folder.FullName, $"{board}.json")))!;

    private async Task MakeAsync(string kind, string address)
    {
        var exit = await ChildProcess.RunAsync(
            ["sh", Path.Combine(Repository.Root, "scripts", "make-boards.sh"), Path.Combine(Repository.Root, "grafana", "dashboards"),
                _folder.FullName],
            new Dictionary<string, string?> { ["STORE_KIND"] = kind, ["STORE_URL"] = address });
        Assert.That(exit.Code, Is.Zero, exit.Everything);
    }
}
