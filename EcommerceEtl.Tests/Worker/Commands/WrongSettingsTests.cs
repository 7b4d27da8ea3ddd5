namespace EcommerceEtl.Tests.Worker.Commands;

/// <summary>Settings that cannot be used end every command with 2, a line each, all at once; and no secret in them is shown
/// anywhere.</summary>
internal sealed class WrongSettingsTests
{
    private static IEnumerable<TestCaseData> Commands() => CommandTree.All().Select(one => new TestCaseData(string.Join(' ', one.Call)));

    [TestCaseSource(nameof(Commands))]
    public async Task Every_command_lists_them_all_and_ends_with_2(string command)
    {
        await using var test = new WorkerBundle();
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "secret");
        await File.WriteAllTextAsync(file, "hunter2\nhunter2\n");
        test.Settings["ConnectionStrings__Warehouse"] = "Host=db;Port=0;Multiplexing=true;Password=hunter2;hunter2=x";
        test.Settings["Stores__0__Token_FILE"] = file;
        test.Settings["Stores__1__Name"] = "other";
        test.Settings["Stores__1__Token"] = "hunter2\nhunter2";
        test.Settings["Roles__Reader__PasswordFile"] = file;
        test.Settings["ASPNETCORE_URLS"] = "8080;http://user:hunter2@localhost:8080";
        test.Settings["OTEL_EXPORTER_OTLP_ENDPOINT"] = "collector:4317";
        test.Settings["OTEL_EXPORTER_OTLP_HEADERS"] = "hunter2";

        var exit = await test.RunAsync(command.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.That((exit.Code, exit.Output), Is.EqualTo((2, "")), exit.Everything);
        Assert.That(
            exit.ErrorLines.Where(line => line.StartsWith("  ", StringComparison.Ordinal))
                .Select(line => line.Trim().Split(' ')[0].TrimEnd(':')),
            Is.EquivalentTo(new[]
            {
                "ConnectionStrings:Warehouse", "ConnectionStrings:Warehouse", "ConnectionStrings:Warehouse", "Stores:0:Token_FILE",
                "Stores:1:Token",
                "Roles:Reader:PasswordFile", "ASPNETCORE_URLS", "ASPNETCORE_URLS", "OTEL_EXPORTER_OTLP_ENDPOINT",
                "OTEL_EXPORTER_OTLP_HEADERS",
            }),
            exit.Error);
        Assert.That(exit.Error, Does.Not.Contain("hunter2"));
        exit.ShowsNoStackTrace();
        Assert.That(test.Shop.Requests, Is.Zero);
    }

    [TestCaseSource(nameof(Commands))]
    public async Task A_connection_string_in_another_dialect_is_refused_by_every_command_and_its_password_is_shown_by_none(string command)
    {
        await using var test = new WorkerBundle();
        foreach (var text in new[] { "postgres://etl:hunter2@db/shop", "host=db dbname=shop password=hunter2",
            "jdbc:postgresql://db/shop?user=etl&password=hunter2" })
        {
            test.Settings["ConnectionStrings__Warehouse"] = text;

            var exit = await test.RunAsync(command.Split(' ', StringSplitOptions.RemoveEmptyEntries));

            Assert.That((exit.Code, exit.Output), Is.EqualTo((2, "")), exit.Everything);
            Assert.That(exit.ErrorLines.Count(line => line.StartsWith("  ConnectionStrings:Warehouse: is a", StringComparison.Ordinal)),
                Is.EqualTo(1));
            Assert.That(exit.Error, Does.Not.Contain("hunter2"));
        }
    }
}
