using System.CommandLine;

namespace EcommerceEtl.Worker.Commands;

/// <summary>An option that takes a whole number within bounds, and says so in place of anything else.</summary>
internal static class NumberOption
{
    /// <param name="name">Such as <c>--runs</c>.</param>
    /// <param name="standard">What holds without the option; null for nothing.</param>
    public static Option<long?> Of(string name, string description, long least, long greatest, long? standard = null) => new(name)
    {
        Description = description,
        DefaultValueFactory = _ => standard,
        CustomParser = result =>
        {
            var text = result.Tokens is [var only] ? only.Value : "";
            if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least
                && number <= greatest)
                return number;
            var bounds = greatest == long.MaxValue ? $"of {least} or more"
                : string.Create(CultureInfo.InvariantCulture, $"from {least} to {greatest:#,0}");
            result.AddError($"{name} takes a whole number {bounds}, and not '{text}'.");
            return null;
        },
    };
}
