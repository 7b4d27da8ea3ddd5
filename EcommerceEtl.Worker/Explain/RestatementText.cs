using EcommerceEtl.Data.Explain;
using EcommerceEtl.Worker.Output;

namespace EcommerceEtl.Worker.Explain;

/// <summary>Restatements for people and as JSON.</summary>
internal static class RestatementText
{
    public static void Write(Page page, ImmutableArray<RestatementFacts> restatements, string whose)
    {
        page.Line();
        if (restatements.IsEmpty)
        {
            page.Line($"No run has restated {whose}.");
            return;
        }
        page.Line($"Restatements of {whose}: what runs changed after the day had been over for 48 hours");
        var table = new TextTable(
            new("day", ColumnForm.Word), new("run"), new("orders", ColumnForm.Word), new("net sales", ColumnForm.Word),
            new("sessions", ColumnForm.Word, 1));
        foreach (var one in restatements)
        {
            table.Add(
                [
                    Shown.Day(one.Day), one.RunId.ToString(CultureInfo.InvariantCulture),
                    Shown.Change<decimal>(one.OrdersBefore, one.OrdersAfter, Shown.Number),
                    Shown.Change(one.RevenueBefore, one.RevenueAfter, Shown.Amount),
                    one is { SessionsBefore: { } before, SessionsAfter: { } after }
                        ? Shown.Change<decimal>(before, after, Shown.Number) : "-",
                ],
                $"{one.Cause}; {one.Trigger} run of {Shown.Time(one.StartedAt)}");
        }
        page.Write(table);
    }

    public static object ForJson(RestatementFacts one) => new
    {
        one.Day,
        one.RunId,
        one.Trigger,
        one.StartedAt,
        one.Cause,
        one.OrdersBefore,
        one.OrdersAfter,
        NetBefore = one.RevenueBefore,
        NetAfter = one.RevenueAfter,
        one.SessionsBefore,
        one.SessionsAfter,
    };
}
