namespace EcommerceEtl.Tests.Changes;

/// <summary>Random histories of a hostile shop that is read while it goes on, with kills, deadlines and failed runs in between. Once the
/// shop is quiet, what is held must equal it within the nights that are promised. <c>ECOMMERCE_ETL_HOSTILE</c> histories, from
/// <c>ECOMMERCE_ETL_HOSTILE_SEED</c> on.</summary>
public sealed class HostileShopTests
{
    [Test]
    [Fault("shop that goes on, fails and lies while its changes are read")]
    public async Task Once_the_shop_is_quiet_what_is_held_equals_it_within_the_promised_nights()
    {
        var (histories, seed) = (TestProgram.Number("ECOMMERCE_ETL_HOSTILE", 60), TestProgram.Number("ECOMMERCE_ETL_HOSTILE_SEED", 2911));
        List<int> nights = [];
        long wrong = 0, carts = 0, requests = 0;
        for (var history = 0; history < histories; history++)
        {
            var told = await TellAsync(seed + history);
            nights.Add(told.Nights);
            (wrong, carts, requests) = (wrong + told.Wrong, carts + told.Carts, requests + told.Requests);
        }
        var lasted = nights.CountBy(night => night).OrderBy(count => count.Key).Select(count => $"{count.Key} nights: {count.Value}");
        await TestContext.Out.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"{histories} histories from seed {seed}, {requests} requests: {100.0 * wrong / carts:0.0} % of carts wrong at the end of an "
            + $"active run; nothing wrong after {string.Join(", ", lasted)}"));
        Assert.That((double)wrong / carts, Is.LessThanOrEqualTo(0.06));
    }

    private static async Task<(int Nights, long Wrong, long Carts, long Requests)> TellAsync(int seed)
    {
        var draw = new Random(seed);
        var months = draw.Next(1, 5);
        var shop = new HostileShop(seed, months, pageSize: draw.Next(2, 8));
        shop.Open(draw.Next(0, 120));
        using var reader = new ChangeReader();
        long wrong = 0, carts = 0;
        for (var runs = draw.Next(4, 24); runs > 0; runs--)
        {
            shop.Pass(TimeSpan.FromMinutes(draw.Next(15, 240)), most: 4);
            var (left, time) = (draw.Next(4) == 0 ? draw.Next(1, 20) : int.MaxValue, draw.Next(3) == 0 ? draw.Next(1, 15) : int.MaxValue);
            shop.Asked = () =>
            {
                time--;
                if (left-- == 0)
                    throw new KilledException();
            };
            try
            {
                await reader.RunAsync(shop, () => time > 0, accept: draw.Next(10) > 0);
            }
            catch (Exception ended) when (ended is KilledException or EtlException)
            {
                continue;
            }
            if (reader.Held?.Changes?.Since is not null)
                continue;
            var (held, truth) = (reader.Carts(shop), shop.Truth);
            carts += truth.Count;
            wrong += truth.Count(cart => held.GetValueOrDefault(cart.Key) != cart.Value) + held.Keys.Count(key => !truth.ContainsKey(key));
        }

        shop.IsActive = false;
        shop.Asked = () => { };
        for (var night = 0; ; night++)
        {
            shop.Pass(TimeSpan.FromDays(1), most: 0);
            for (var runs = 0; runs < 6; runs++)
            {
                await reader.RunAsync(shop, () => true);
                shop.Pass(TimeSpan.FromMinutes(15), most: 0);
            }
            var (held, truth) = (reader.Carts(shop), shop.Truth);
            if (reader.Held?.Changes?.Since is null && held.SequenceEqual(truth))
            {
                Assert.That(
                    reader.Held!.Changes!.Months.Select(month => month.Elements).Sum(), Is.EqualTo(truth.Count), $"Seed {seed}: counts");
                return (night, wrong, carts, shop.Requests);
            }
            // One night for each month that only reading it in full shows, and two for what waits for a second look.
            Assert.That(night, Is.LessThan(months + 4), () => $"Seed {seed}: held {string.Join("\n", held.Values.Except(truth.Values))}\n"
                + $"shop {string.Join("\n", truth.Values.Except(held.Values))}");
        }
    }

    private sealed class KilledException : Exception;
}
