using EcommerceEtl.Worker.Health;
using EcommerceEtl.Worker.Landing;
using EcommerceEtl.Worker.Pipeline;
using EcommerceEtl.Worker.Scheduling;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace EcommerceEtl.Tests.Erasure;

/// <summary>What is brought back from before an erasure does not bring the person back.</summary>
public sealed class RestoreTests : IAsyncDisposable
{
    private readonly ErasureBundle _test = new();

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Test]
    [Fault("older copy of database or landing zone after an erasure")]
    public async Task An_older_copy_of_the_database_is_rid_of_her_by_its_first_run_even_if_that_fails()
    {
        _test.Plant();
        await _test.AnotherRunAsync();
        var older = await _test.Pipeline.Database.CopyAsync();
        await _test.AnotherRunAsync();
        await _test.EraseAsync();
        await _test.Pipeline.ReplaceDatabaseAsync(older);
        Assert.That(await _test.FindAsync(), Is.Not.Empty);

        _test.Shop.AnswerWith(404);
        Assert.That((await _test.Pipeline.RunAsync()).Outcome, Is.EqualTo(RunOutcome.Failed));

        await _test.GoneAsync("after a run that failed");
        await _test.Pipeline.GivesAsync("SELECT user_id FROM erased_customers", [$"{ErasureBundle.Person}"]);
        await _test.HoldsAsync();
        _test.Shop.Instead = null;
        await _test.Pipeline.SucceedAsync();
        await _test.GoneAsync("after one that succeeded");
        await _test.HoldsAsync();
    }

    [Test]
    [Fault("older copy of database or landing zone after an erasure")]
    public async Task An_older_copy_of_the_landing_zone_is_rid_of_her_before_anything_of_it_is_loaded(
        [Values] bool over, [Values] bool replay)
    {
        _test.Plant();
        await _test.AnotherRunAsync();
        await _test.AnotherRunAsync();
        var backup = _test.TakeBackup();
        await _test.EraseAsync();
        await _test.AnotherRunAsync();
        backup.Restore(over);
        Assert.That(await _test.FindAsync(), Is.Not.Empty);

        if (replay)
            await _test.ReplayAllAsync();
        else
            await _test.AnotherRunAsync();

        Assert.That((await _test.FindAsync()).Where(find => find.Contains(" in table ", StringComparison.Ordinal)), Is.Empty,
            "nothing of it is loaded");
        if (over && !replay)
            await RetainAsync();
        await _test.GoneAsync("all of it is rewritten");
        await _test.HoldsAsync();
    }

    [Test]
    public async Task Replays_of_all_that_is_kept_do_not_bring_her_back([Values] bool emptyDatabase)
    {
        _test.Plant();
        await _test.AnotherRunAsync();
        _test.Shop.Users.RemoveAt(0);
        await _test.AnotherRunAsync();
        await _test.EraseAsync();
        if (emptyDatabase)
            await _test.Pipeline.ReplaceDatabaseAsync();

        await _test.ReplayAllAsync();

        await _test.GoneAsync("replayed");
        await _test.Pipeline.GivesAsync("SELECT user_id FROM carts WHERE cart_id = 500", ["-"]);
        await _test.HoldsAsync();
    }

    [Test]
    public async Task Two_databases_on_one_landing_zone_learn_from_each_other()
    {
        _test.Plant();
        await _test.Pipeline.SucceedAsync();
        var other = await _test.Pipeline.Database.CopyAsync();
        await _test.EraseAsync();
        var list = Path.Combine(_test.Pipeline.LandingPath, "fakestore", "erased.json");
        var first = await File.ReadAllBytesAsync(list);
        await _test.Pipeline.ReplaceDatabaseAsync(other);

        await _test.EraseAsync(person: 2);
        await _test.GoneAsync("the other database has learnt of her, though it erased somebody else");
        // As if both had written the list at the same time: the first one's word is lost, until its next run.
        await File.WriteAllBytesAsync(list, first);
        await _test.AnotherRunAsync();

        var zone = new LandingZone(_test.Pipeline.LandingPath, _test.Pipeline.Clock);
        Assert.That((await zone.ReadErasedAsync("fakestore", default)).Customers.Select(customer => customer.UserId),
            Is.EqualTo(new[] { 2, ErasureBundle.Person }));
        await _test.Pipeline.GivesAsync("SELECT user_id FROM erased_customers ORDER BY 1", ["2", $"{ErasureBundle.Person}"]);
        await _test.HoldsAsync();
    }

    [Test]
    [Fault("list of erased customers damaged")]
    public async Task Without_knowing_whom_to_leave_out_nothing_is_loaded()
    {
        _test.Plant();
        await _test.Pipeline.SucceedAsync();
        await _test.EraseAsync();
        var list = Path.Combine(_test.Pipeline.LandingPath, "fakestore", "erased.json");
        await File.WriteAllTextAsync(list, """{"format": 1, "customers": [""");

        Assert.That(await _test.Pipeline.FailAsync(ErrorCode.LandingDamaged), Does.Contain(list).And.Contain("delete it"));
        await _test.GoneAsync("nothing was loaded");

        File.Delete(list);
        await _test.Pipeline.SucceedAsync();
        await _test.GoneAsync("the database knew");
        Assert.That(await File.ReadAllTextAsync(list), Does.Contain($"{ErasureBundle.Person}"));
    }

    private async Task RetainAsync()
    {
        await using var services = _test.Pipeline.Services();
        await new RetentionJob(
            _test.Pipeline.Settings, services.GetRequiredService<LandingZone>(), services.GetRequiredService<LandingRetention>(),
            services.GetRequiredService<CustomerErasures>(), new DatabaseReach(NullLogger<DatabaseReach>.Instance), _test.Pipeline.Clock,
            NullLogger<RetentionJob>.Instance).Execute(null!, default);
    }
}
