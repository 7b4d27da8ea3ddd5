using System.Runtime.Versioning;

namespace EcommerceEtl.Tests.Scripts;

/// <summary>What <c>run.sh</c> refuses before it does anything.</summary>
[Platform("Linux")]
[UnsupportedOSPlatform("windows")]
internal sealed class RunScriptUsageTests
{
    [TestCase("Host=h;Username=u;Password=planted-4711")]
    [TestCase("Host=h;PWD = planted-4711;Username=u")]
    [TestCase("host=h psw=planted-4711")]
    [TestCase("Host=h;SSL Password='planted-4711'")]
    [TestCase("postgresql://u:planted-4711@h/warehouse")]
    public async Task A_password_in_the_command_line_is_refused(string connection)
    {
        var refused = await RunAsync("--database", connection);

        Assert.That(refused.Code, Is.EqualTo(2));
        Assert.That(refused.Error, Does.Contain("--database holds a password").And.Contain("--database-file").And.Not.Contain("planted"));
    }

    [TestCase("--once", "--stop")]
    [TestCase("--stop", "--reset")]
    [TestCase("--reset", "--once")]
    public async Task Of_what_it_can_do_only_one_may_be_asked_for(string first, string second)
    {
        var refused = await RunAsync(first, second);

        Assert.That(refused.Code, Is.EqualTo(2));
        Assert.That(refused.Error, Does.Contain($"{first} and {second} exclude each other"));
    }

    [Test]
    public async Task Nor_is_that_of_a_shop_taken()
    {
        var refused = await RunAsync("--store-url", "https://user:planted-4711@shop.example");

        Assert.That(refused.Code, Is.EqualTo(2));
        Assert.That(refused.Error, Does.Contain("--store-url holds a user or a password").And.Not.Contain("planted"));
    }

    private static Task<WorkerExit> RunAsync(params string[] args) =>
        ChildProcess.RunAsync(ScriptFolder.Call("run.sh", ["--data", "/no/such/folder", .. args]));
}
