namespace EcommerceEtl.Domain.Runs;

/// <summary>The names of enum values as tables, labels and files write them: <c>SourceError</c> is <c>source_error</c>.</summary>
public static class SnakeCase
{
    public static string Of<T>(T value)
        where T : struct, Enum => Names<T>.ByValue[value];

    /// <summary>The value of a snake-case name.</summary>
    /// <exception cref="FormatException">No value has this name.</exception>
    public static T Parse<T>(string name)
        where T : struct, Enum =>
        Names<T>.ByName.TryGetValue(name, out var value)
            ? value
            : throw new FormatException($"'{name}' is no {typeof(T).Name}: one of {string.Join(", ", Names<T>.ByName.Keys)} was expected.");

    private static class Names<T>
        where T : struct, Enum
    {
        public static readonly Dictionary<T, string> ByValue = Enum.GetValues<T>()
            .ToDictionary(value => value, value => Convert(value.ToString()));
        public static readonly Dictionary<string, T> ByName = ByValue.ToDictionary(pair => pair.Value, pair => pair.Key);

        private static string Convert(string name)
        {
            var snake = new StringBuilder();
            foreach (var letter in name)
            {
                if (char.IsAsciiLetterUpper(letter) && snake.Length > 0)
                    snake.Append('_');
                snake.Append(char.ToLowerInvariant(letter));
            }
            return snake.ToString();
        }
    }
}
