namespace EcommerceEtl.Worker.Explain;

/// <summary>How explanations write values for people.</summary>
internal static class Shown
{
    public static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static string Time(DateTime time) => time.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>Money: two decimals, and further ones where they are not 0.</summary>
    public static string Amount(decimal amount) => amount.ToString("#,0.00#####", CultureInfo.InvariantCulture);

    /// <summary>Counts and units: decimals only where they are not 0.</summary>
    public static string Number(decimal number) => number.ToString("#,0.###", CultureInfo.InvariantCulture);

    /// <summary>A figure by its name: money as an amount, all else as a number.</summary>
    public static string Figure(string name, decimal value) =>
        name is "sessions" or "viewed" or "carted" or "orders" or "abandoned" or "units" ? Number(value) : Amount(value);

    /// <summary>A difference that is empty where there is none, so that a table shows what there is.</summary>
    public static string OrNothing(decimal value, Func<decimal, string> show) => value == 0 ? "" : show(value);

    public static string Rate(double rate) => rate.ToString("0.######", CultureInfo.InvariantCulture);

    public static string Change<T>(T before, T after, Func<T, string> show) => $"{show(before)} -> {show(after)}";
}
