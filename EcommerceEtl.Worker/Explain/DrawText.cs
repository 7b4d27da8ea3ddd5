namespace EcommerceEtl.Worker.Explain;

/// <summary>A draw in words.</summary>
internal static class DrawText
{
    /// <summary>Such as <c>Draw 0x0123456789abcdef: add to cart 1,000 &lt; 629,146, yes; purchase 600,000 &gt;= 524,288, no.</c></summary>
    public static string Of(ExplainedDraw draw)
    {
        var words = new StringBuilder().Append(CultureInfo.InvariantCulture, $"Draw {Hash(draw)}:");
        if (draw.Rules.Origins.View != StepOrigin.None)
            words.Append(CultureInfo.InvariantCulture, $" viewed {draw.Draw.ViewLead.TotalSeconds:N0} s before;");
        if (draw.Rules.Origins.Cart == StepOrigin.Simulated)
            words.Append(CultureInfo.InvariantCulture, $" add to cart {Below(draw.CartNumber, draw.CartThreshold)};");
        if (draw.Rules.Origins.Purchase == StepOrigin.Simulated)
            words.Append(
                draw.Carted ? $" purchase {Below(draw.PurchaseNumber, draw.PurchaseThreshold)}{Delay(draw)};" : " so no purchase;");
        words[^1] = '.';
        return draw.Agrees ? words.ToString() : words.Append(" The row says otherwise.").ToString();
    }

    /// <summary>The 64 bits as 16 hexadecimal digits.</summary>
    public static string Hash(ExplainedDraw draw) => string.Create(CultureInfo.InvariantCulture, $"0x{draw.Draw.Hash:x16}");

    private static string Delay(ExplainedDraw draw) => draw.Purchased
        ? string.Create(CultureInfo.InvariantCulture, $", {draw.Draw.PurchaseDelay.TotalSeconds:N0} s after") : "";

    private static string Below(uint number, uint threshold) => number < threshold
        ? string.Create(CultureInfo.InvariantCulture, $"{number:N0} < {threshold:N0}, yes")
        : string.Create(CultureInfo.InvariantCulture, $"{number:N0} >= {threshold:N0}, no");
}
