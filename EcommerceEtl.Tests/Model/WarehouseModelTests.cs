using System.Security.Cryptography;

namespace EcommerceEtl.Tests.Model;

/// <summary>
/// The whole pipeline against a model that was written without its code. <c>ECOMMERCE_ETL_MODEL_SEED</c> takes another seed (a number, or
/// <c>random</c>), <c>ECOMMERCE_ETL_MODEL_SCRIPTS</c> and <c>ECOMMERCE_ETL_MODEL_ROUNDS</c> make it run longer.
/// </summary>
public sealed class WarehouseModelTests
{
    [Test]
    [Fault("any order of edits, faults and runs")]
    public async Task After_any_run_the_warehouse_is_what_the_model_says()
    {
        var seed = Environment.GetEnvironmentVariable("ECOMMERCE_ETL_MODEL_SEED") switch
        {
            "random" => RandomNumberGenerator.GetInt32(int.MaxValue),
            { Length: > 0 } given => int.Parse(given, CultureInfo.InvariantCulture),
            _ => 20200302,
        };
        var scripts = Setting("ECOMMERCE_ETL_MODEL_SCRIPTS", 2);
        var rounds = Setting("ECOMMERCE_ETL_MODEL_ROUNDS", 60);
        await TestContext.Out.WriteLineAsync($"ECOMMERCE_ETL_MODEL_SEED={seed}, {scripts} scripts of {rounds} rounds");
        for (var script = 0; script < scripts; script++)
        {
            if (await ModelScript.Of(unchecked(seed + script), rounds).ExecuteAsync() is not { } failure)
                continue;
            failure = await ModelScript.ShrinkAsync(failure, TimeSpan.FromSeconds(Setting("ECOMMERCE_ETL_MODEL_SHRINK_SECONDS", 30)));
            Assert.Fail($"ECOMMERCE_ETL_MODEL_SEED={seed}, script {script}; made shorter:\n{failure}");
        }
    }

    private static int Setting(string variable, int standard) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : standard;
}
