using System.CommandLine;
using System.CommandLine.Parsing;
using EcommerceEtl.Worker.Report;

namespace EcommerceEtl.Worker.Commands;

/// <summary>An option that takes a day as <c>yyyy-MM-dd</c>.</summary>
internal static class DayOption
{
    public static Option<string?> Of(string name, string description)
    {
        var option = new Option<string?>(name) { Description = description };
        option.Validators.Add(result =>
        {
            if (ReportDay.Parse(Text(result)) is null)
                result.AddError($"{name} takes {ReportDay.AllowedText}.");
        });
        return option;
    }

    /// <summary>The day while the command line is still being judged; null where none was given that can be read.</summary>
    public static DateOnly? Value(CommandResult command, Option<string?> option) => ReportDay.Parse(Text(command.GetResult(option)));

    /// <summary>What was written for the option. The library's own way to its value throws where there is none.</summary>
    private static string? Text(OptionResult? result) => result?.Tokens is [var only] ? only.Value : null;
}

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
