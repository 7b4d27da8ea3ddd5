using System.Text.RegularExpressions;

namespace EcommerceEtl.Worker.Sources.Http;

/// <summary>Questions in GraphQL, and the errors that its answers state, usually in a 200.</summary>
internal static partial class GraphQl
{
    private const int MostShown = 5;

    private static readonly string[] Refusals = ["FORBIDDEN", "UNAUTHENTICATED", "UNAUTHORIZED", "ACCESS_DENIED"];
    private static readonly string[] Throttles = ["THROTTLED", "TOO_MANY_REQUESTS", "RATE_LIMITED", "RATE_LIMIT_EXCEEDED"];
    private static readonly string[] Misunderstood =
        ["GRAPHQL_VALIDATION_FAILED", "GRAPHQL_PARSE_FAILED", "BAD_USER_INPUT", "BAD_REQUEST", "USER_INPUT_ERROR"];

    /// <summary>A question to the address of the API itself.</summary>
    /// <param name="path">Path of the API below the store's BaseUrl.</param>
    /// <param name="variables">Written as JSON.</param>
    public static JsonQuestion Ask(string path, string query, object variables) =>
        new(path, JsonSerializer.SerializeToUtf8Bytes(new { query, variables }));

    /// <summary>What an answer says to a question.</summary>
    /// <param name="rights">The rights that the key needs, as the end of a sentence.</param>
    /// <exception cref="EtlException"><c>source_refused</c>: the key is unknown or lacks a right. <c>unexpected_payload</c>: the shop does
    /// not understand the question, or answers something else than GraphQL. <c>source_error</c>: it failed by itself.</exception>
    /// <exception cref="ThrottledException">It is asked too often.</exception>
    public static JsonElement DataOf(JsonAnswer answer, string rights)
    {
        var root = answer.Root;
        if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("errors", out var errors)
            && errors is { ValueKind: JsonValueKind.Array } && errors.GetArrayLength() > 0)
            throw Failure(answer.Request, [.. errors.EnumerateArray().Select(CodeOf)], rights);
        return root.ValueKind == JsonValueKind.Object && root.TryGetProperty("data", out var data)
            && data.ValueKind == JsonValueKind.Object
            ? data
            : throw new EtlException(
                ErrorCode.UnexpectedPayload,
                $"{answer.Request} answered with JSON that is no answer of GraphQL: it has neither data nor errors. Check the store's "
                + $"BaseUrl and Kind. {answer.Request.Look}");
    }

    private static Exception Failure(SourceRequest request, IReadOnlyList<(string Code, string At)> errors, string rights)
    {
        var codes = errors.Select(error => error.Code).ToHashSet(StringComparer.Ordinal);
        var shown = string.Join(", ", errors.Select(error => error.Code + error.At).Distinct().Take(MostShown));
        var seen = $"{request} answered with {Counted.Of(errors.Count, "GraphQL error")} ({shown})";
        if (codes.Any(Throttles.Contains))
            return new ThrottledException();
        if (codes.Any(Refusals.Contains))
            return new EtlException(
                ErrorCode.SourceRefused,
                $"{seen}: the shop does not know the store's Token, or it lacks a right. It needs {rights}.");
        return codes.Any(Misunderstood.Contains)
            ? new EtlException(
                ErrorCode.UnexpectedPayload,
                $"{seen}: the shop does not understand the question. Its version may be one that this worker does not know.")
            : new EtlException(
                ErrorCode.SourceError, $"{seen}: it failed by itself. Look into the shop's own log; the next run asks again.",
                transient: true);
    }

    /// <summary>The code of an error, and to which part of the question it belongs. Its message is never shown, since it may quote a
    /// person's data.</summary>
    private static (string Code, string At) CodeOf(JsonElement error) => (
        Find(Find(error, "extensions"), "code") is { ValueKind: JsonValueKind.String } code && code.GetString() is { } text
            && Code().IsMatch(text) ? text : "without a code",
        Find(error, "path") is { ValueKind: JsonValueKind.Array } path && path.EnumerateArray().FirstOrDefault() is
        { ValueKind: JsonValueKind.String } part && part.GetString() is { } name && name.All(char.IsAsciiLetter) ? $" at {name}" : "");

    private static JsonElement? Find(JsonElement? element, string name) =>
        element is { ValueKind: JsonValueKind.Object } owner && owner.TryGetProperty(name, out var value) ? value : null;

    [GeneratedRegex("^[A-Z][A-Z_]{2,39}$")]
    private static partial Regex Code();
}
