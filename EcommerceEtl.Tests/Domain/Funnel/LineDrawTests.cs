using EcommerceEtl.Domain.Funnel;

namespace EcommerceEtl.Tests.Domain.Funnel;

public sealed class LineDrawTests
{
    private static readonly uint SixtyPercent = FunnelRules.Threshold(0.6);
    private static readonly uint Half = FunnelRules.Threshold(0.5);

    [Test]
    public void Every_draw_equals_its_golden_value()
    {
        var rows = GoldenFile.Rows("draws.golden.tsv").ToList();
        Assert.That(rows, Has.Count.EqualTo(55));
        Assert.Multiple(() =>
        {
            foreach (var row in rows)
            {
                var draw = LineDraw.Of(
                    LineDraw.Prefix(row["seed"], row["store"]), row["cart"], row["product"],
                    int.Parse(row["k"], CultureInfo.InvariantCulture));
                var about = string.Join(" ", row.Values);
                Assert.That(draw.Hash.ToString("x16", CultureInfo.InvariantCulture), Is.EqualTo(row["hash"]), about);
                Assert.That(draw.Carted(SixtyPercent), Is.EqualTo(row["carted"] == "True"), about);
                Assert.That(draw.Carted(SixtyPercent) && draw.Purchased(Half), Is.EqualTo(row["purchased"] == "True"), about);
                Assert.That(draw.ViewLead.TotalSeconds, Is.EqualTo(double.Parse(row["view_lead_s"], CultureInfo.InvariantCulture)), about);
                Assert.That(draw.PurchaseDelay.TotalSeconds,
                    Is.EqualTo(double.Parse(row["purchase_delay_s"], CultureInfo.InvariantCulture)), about);
            }
        });
    }

    [TestCase(0x00000_00000_000ul, true, true, 300, 60)]
    [TestCase(0x000_000_7ffff_99999ul, true, true, 300, 60)]
    [TestCase(0x000_000_80000_9999aul, false, false, 300, 60)]
    [TestCase(0x21c_5dc_00000_00000ul, true, true, 1800, 600)]
    [TestCase(0x21d_5dd_00000_00000ul, true, true, 300, 60)]
    [TestCase(0xfff_fff_fffff_ffffful, false, false, 300 + (4095 % 1501), 60 + (4095 % 541))]
    public void Each_part_of_the_hash_decides_one_thing(ulong hash, bool carted, bool bits20To39Pass, int lead, int delay)
    {
        // round(0.6 x 2^20) = 629,146 = 0x9999a; round(0.5 x 2^20) = 0x80000; 0x5dc = 1500; 0x21c = 540.
        var draw = new LineDraw(hash);
        Assert.Multiple(() =>
        {
            Assert.That(draw.Carted(SixtyPercent), Is.EqualTo(carted));
            Assert.That(draw.Purchased(Half), Is.EqualTo(bits20To39Pass));
            Assert.That(draw.ViewLead, Is.EqualTo(TimeSpan.FromSeconds(lead)));
            Assert.That(draw.PurchaseDelay, Is.EqualTo(TimeSpan.FromSeconds(delay)));
        });
    }

    [Test]
    public void The_parts_of_the_key_are_kept_apart()
    {
        var prefix = LineDraw.Prefix("s", "x");
        Assert.Multiple(() =>
        {
            Assert.That(LineDraw.Of(prefix, "1", "23", 1), Is.Not.EqualTo(LineDraw.Of(prefix, "12", "3", 1)));
            Assert.That(LineDraw.Of(prefix, "1", "2", 31), Is.Not.EqualTo(LineDraw.Of(prefix, "1", "23", 1)));
            Assert.That(LineDraw.Of(LineDraw.Prefix("sx", ""), "1", "2", 1), Is.Not.EqualTo(LineDraw.Of(prefix, "1", "2", 1)));
        });
    }
}
