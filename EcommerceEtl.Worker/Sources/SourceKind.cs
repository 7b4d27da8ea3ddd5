namespace EcommerceEtl.Worker.Sources;

/// <summary>What holds for every shop of one kind.</summary>
/// <param name="Name">Its name in the settings and in the table <c>stores</c>.</param>
/// <param name="Ids">The JSON type of its ids.</param>
/// <param name="Origins">Where each funnel step comes from.</param>
public sealed record SourceKind(string Name, IdForm Ids, StepOrigins Origins);
