using EcommerceEtl.Worker.Health;
using EcommerceEtl.Worker.Landing;
using EcommerceEtl.Worker.Pipeline;
using EcommerceEtl.Worker.Scheduling;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace EcommerceEtl.Tests.Erasure;

/// <summary>What is brought back from before an erasure does not bring the person back.</summary>
public sealed class RestoreTests : ErasureTestCase
{
    [Test]
    [Fault("older copy of database or landing zone after an erasure")]
    public async Task An_older_copy_of_the_database_is_rid_of_her_by_its_first_run_even_if_that_fails()
    {
        Plant();
        await AnotherRunAsync();
        var older = await Pipeline.Database.CopyAsync();
        await AnotherRunAsync();
        await EraseAsync();
        await Pipeline.ReplaceDatabaseAsync(older);
        Assert.That(await FindAsync(), Is.Not.Empty);

        Shop.AnswerWith(404);
        Assert.That((await Pipeline.RunAsync()).Outcome, Is.EqualTo(RunOutcome.Failed));

        await GoneAsync("after a run that failed");
        await GivesAsync("SELECT user_id FROM erased_customers", [$"{Person}"]);
        await HoldsAsync();
        Shop.Instead = null;
        await Pipeline.SucceedAsync();
        await GoneAsync("after one that succeeded");
        await HoldsAsync();
    }

    [Test]
    [Fault("older copy of database or landing zone after an erasure")]
    public async Task An_older_copy_of_the_landing_zone_is_rid_of_her_before_anything_of_it_is_loaded(
        [Values] bool over, [Values] bool replay)
    {
        Plant();
        await AnotherRunAsync();
        await AnotherRunAsync();
        var backup = TakeBackup();
        await EraseAsync();
        await AnotherRunAsync();
        backup.Restore(over);
        Assert.That(await FindAsync(), Is.Not.Empty);

        if (replay)
            await ReplayAllAsync();
        else
            await AnotherRunAsync();

        Assert.That((await FindAsync()).Where(find => find.Contains(" in table ", StringComparison.Ordinal)), Is.Empty,
            "nothing of it is loaded");
        if (over && !replay)
            await RetainAsync();
        await GoneAsync("all of it is rewritten");
        await HoldsAsync();
    }

    [Test]
    public async Task Replays_of_all_that_is_kept_do_not_bring_her_back([Values] bool emptyDatabase)
    {
        Plant();
        await AnotherRunAsync();
        Shop.Users.RemoveAt(0);
        await AnotherRunAsync();
        await EraseAsync();
        if (emptyDatabase)
            await Pipeline.ReplaceDatabaseAsync();

        await ReplayAllAsync();

        await GoneAsync("replayed");
        await GivesAsync("SELECT user_id FROM carts WHERE cart_id = 500", ["-"]);
        await HoldsAsync();
    }

    [Test]
    public async Task Two_databases_on_one_landing_zone_learn_from_each_other()
    {
        Plant();
        await Pipeline.SucceedAsync();
        var other = await Pipeline.Database.CopyAsync();
        await EraseAsync();
        var list = Path.Combine(Pipeline.LandingPath, "fakestore", "erased.json");
        var first = await File.ReadAllBytesAsync(list);
        await Pipeline.ReplaceDatabaseAsync(other);

        await EraseAsync(person: 2);
        await GoneAsync("the other database has learnt of her, though it erased somebody else");
        // As if both had written the list at the same time: the first one's word is lost, until its next run.
        await File.WriteAllBytesAsync(list, first);
        await AnotherRunAsync();

        var zone = new LandingZone(Pipeline.LandingPath, Pipeline.Clock);
        Assert.That((await zone.ReadErasedAsync("fakestore", default)).Customers.Select(customer => customer.UserId),
            Is.EqualTo(new[] { 2, Person }));
        await GivesAsync("SELECT user_id FROM erased_customers ORDER BY 1", ["2", $"{Person}"]);
        await HoldsAsync();
    }

    [Test]
    [Fault("list of erased customers damaged")]
    public async Task Without_knowing_whom_to_leave_out_nothing_is_loaded()
    {
        Plant();
        await Pipeline.SucceedAsync();
        await EraseAsync();
        var list = Path.Combine(Pipeline.LandingPath, "fakestore", "erased.json");
        await File.WriteAllTextAsync(list, """{"format": 1, "customers": [""");

        Assert.That(await FailAsync(ErrorCode.LandingDamaged), Does.Contain(list).And.Contain("delete it"));
        await GoneAsync("nothing was loaded");

        File.Delete(list);
        await Pipeline.SucceedAsync();
        await GoneAsync("the database knew");
        Assert.That(await File.ReadAllTextAsync(list), Does.Contain($"{Person}"));
    }

    private async Task RetainAsync()
    {
        await using var services = Pipeline.Services();
        await new RetentionJob(
            Pipeline.Settings, services.GetRequiredService<LandingZone>(), services.GetRequiredService<LandingRetention>(),
            services.GetRequiredService<CustomerErasures>(), new DatabaseReach(NullLogger<DatabaseReach>.Instance), Pipeline.Clock,
            NullLogger<RetentionJob>.Instance).Execute(null!, default);
    }
}
