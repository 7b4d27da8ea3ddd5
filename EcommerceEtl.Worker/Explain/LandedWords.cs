using EcommerceEtl.Worker.Landing;

namespace EcommerceEtl.Worker.Explain;

/// <summary>Where a cart stands in the landing zone, in whole sentences.</summary>
internal static class LandedWords
{
    public static IEnumerable<string> Of(CartExplanation cart)
    {
        var landed = cart.Landed;
        if (landed.Trouble is { } trouble)
        {
            yield return trouble;
            yield break;
        }
        if (landed.Newest is null && landed.Holder is null)
        {
            yield return "No accepted snapshot of this shop with carts is kept in the landing zone (Landing:Path), so what landed cannot "
                + "be shown.";
            yield break;
        }
        if (landed.Holder is null)
        {
            yield return $"The newest accepted snapshot, {Name(landed.Newest!)}, does not hold it, nor does any older one that is kept.";
            yield break;
        }
        yield return landed.IsThere
            ? $"As it stands in the newest accepted snapshot that holds it, {Name(landed.Holder)}:"
            : $"It is not there any more: the newest accepted snapshot, {Name(landed.Newest!)}, does not hold it. It was last in that of "
                + $"{Name(landed.Holder)}:";
        if (landed.Read is { Rejection: { } rejection })
            yield return $"It is rejected: {SnakeCase.Of(rejection.Reason)} at {rejection.Path}.";
        else if (landed.Read is { Skip: { } skip })
            yield return skip.Currency is { } currency ? $"It is skipped: it is an order in {currency}." : "It is skipped: it is no cart.";
        else if (cart.Place == CartPlace.Landing)
            yield return "No run has loaded it yet: `status` shows how the last runs ended.";
    }

    private static string Name(Snapshot snapshot) => $"run {snapshot.RunId} of {Shown.Time(snapshot.TakenAt)}";
}
