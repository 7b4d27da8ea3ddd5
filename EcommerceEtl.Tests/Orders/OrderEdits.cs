namespace EcommerceEtl.Tests.Orders;

/// <summary>Random journeys, and everything that can happen to one.</summary>
internal sealed class OrderEdits(Random r)
{
    private readonly Dictionary<long, Journey> _journeys = [];
    private long _lastId;
    private long _lastRefund;

    public IReadOnlyCollection<Journey> Journeys => [.. _journeys.Values.OrderBy(journey => journey.Id)];

    /// <summary>Does some edits.</summary>
    /// <param name="now">Nothing is dated later.</param>
    /// <returns>What was done, for the message of a failure.</returns>
    public string Edit(int times, DateTime now)
    {
        List<string> done = [];
        for (var i = 0; i < times; i++)
        {
            if (_journeys.Count == 0 || r.Next(3) == 0)
                done.Add(Put(New(now), "new"));
            else
                done.Add(Change(_journeys.Values.ElementAt(r.Next(_journeys.Count)), now));
        }
        return string.Join("; ", done);
    }

    private string Change(Journey journey, DateTime now)
    {
        var at = Later(journey, now);
        var happened = journey.Happened.Count > 0;
        if (journey.Broken)
            return Put(journey with { Broken = false }, "healed");
        switch (r.Next(12))
        {
            case 0:
                _journeys.Remove(journey.Id);
                return $"{journey.Id} deleted";
            case 1:
                return Put(journey with { Void = happened && !journey.Void }, "void or not");
            case 2:
                return Put(journey with { Currency = journey.Currency == "EUR" ? "USD" : "EUR" }, "other currency");
            case 3:
                return Put(journey with { Draft = !journey.Draft }, "draft or not");
            case 4:
                return Put(journey with { Off = r.Next(3) switch { 0 => 0, 1 => 0.01m, _ => -0.5m } }, "total off");
            case 5 when happened:
                // The shop dates the order anew: its session moves with it.
                var first = journey.Happened[0] with { At = journey.Happened[0].At.AddHours(-r.Next(1, 60)) };
                return Put(journey with { Happened = [first, .. journey.Happened.Skip(1)] }, "placed earlier");
            // A run of which nothing but broken ones is left is refused.
            case 7 when _journeys.Values.Count(other => other.Broken) < 3
                && _journeys.Values.Count(other => other.IsCounted && !other.Broken) > 10:
                return Put(journey with { Broken = true }, "broken");
            case 6:
                return Put(journey with { User = r.Next(3) == 0 ? null : 1 + r.Next(10), City = City() }, "customer");
            default:
                return happened ? Happen(journey, at)
                    : journey.Lines.Count == 0 ? Put(journey, "same") : Put(Placed(journey, at), "placed");
        }
    }

    private string Happen(Journey journey, DateTime at)
    {
        var left = LeftOf(journey);
        var next = r.Next(7) switch
        {
            0 => new Happening("cancelled", at, []),
            1 => new Happening("added", at, [PartOf(journey, 1 + r.Next(journey.Lines.Count), 1 + r.Next(2))]),
            2 => new Happening("taken", at, Some(left)),
            3 => Refund(at, Some(left), 0),
            4 => Refund(at, Some(left), r.Next(1, 500) / 100m),
            5 => Refund(at, [], r.Next(1, 2000) / 100m),
            _ => Refund(at, [], Ledger.Left(journey)),
        };
        return Put(journey with { Happened = [.. journey.Happened, next] }, next.Kind);
    }

    private Happening Refund(DateTime at, IReadOnlyList<Part> parts, decimal beyond) =>
        new("refunded", at, parts, ++_lastRefund, parts.Sum(part => part.Total) + Math.Max(0, beyond));

    private Journey New(DateTime now)
    {
        var started = now.AddSeconds(-r.Next(20 * 86_400));
        var lines = Enumerable.Range(0, r.Next(5)).Select(_ => new JourneyLine(1 + r.Next(20), 1 + r.Next(4), r.Next(100, 20_000) / 100m))
            .ToList();
        var journey = new Journey(
            ++_lastId, r.Next(4) == 0 ? null : 1 + r.Next(10), started, r.Next(8) == 0 ? "USD" : "EUR", City(), lines, [], started,
            Draft: r.Next(12) == 0);
        return lines.Count > 0 && r.Next(3) > 0 ? Placed(journey, Later(journey, now)) : journey;
    }

    private Journey Placed(Journey journey, DateTime at)
    {
        var shipped = r.Next(2) == 0;
        return journey with
        {
            Happened =
            [
                new Happening(
                    "placed", at, [.. journey.Lines.Select((line, i) => PartOf(journey, i + 1, line.Quantity))],
                    Shipping: shipped ? 4.90m : 0, Tax: shipped ? 0.93m : 0, Fee: r.Next(4) == 0 ? r.Next(-300, 300) / 100m : 0),
            ],
        };
    }

    private Part PartOf(Journey journey, int line, decimal quantity)
    {
        var gross = journey.Lines[line - 1].Price * quantity;
        var discount = r.Next(3) == 0 ? decimal.Round(gross * r.Next(50) / 100, 2) : 0;
        return new Part(line, quantity, gross, discount, decimal.Round((gross - discount) * 0.19m, 2));
    }

    /// <summary>What is left of each line that has units left.</summary>
    private static List<Part> LeftOf(Journey journey) =>
        [.. Enumerable.Range(1, journey.Lines.Count).Select(line => Ledger.LeftOfLine(journey, line)).Where(part => part.Quantity > 0)];

    /// <summary>Some of the lines, whole or in part.</summary>
    private List<Part> Some(List<Part> left) => [.. left.Where(_ => r.Next(2) == 0).Select(part =>
    {
        var share = r.Next(1, (int)part.Quantity + 1) / part.Quantity;
        return new Part(
            part.Line, part.Quantity * share, Cents(part.Gross * share), Cents(part.Discount * share), Cents(part.Tax * share));
    })];

    private string? City() => r.Next(3) switch { 0 => null, 1 => "Kiel", _ => "Oslo" };

    /// <summary>A moment after all that happened, and not after now.</summary>
    private DateTime Later(Journey journey, DateTime now)
    {
        var last = journey.Happened.Count > 0 ? journey.Happened[^1].At : journey.Started;
        return last >= now ? last : last.AddSeconds(r.NextInt64((long)(now - last).TotalSeconds + 1));
    }

    private string Put(Journey journey, string what)
    {
        _journeys[journey.Id] = journey with { Updated = journey.Updated.AddSeconds(1) };
        return $"{journey.Id} {what}";
    }

    private static decimal Cents(decimal amount) => decimal.Round(amount, 2);
}
