using EcommerceEtl.Domain.Funnel;

namespace EcommerceEtl.Worker.Sources;

/// <summary>The JSON type of a kind's ids. The other one is <c>wrong_type</c>.</summary>
public enum IdForm
{
    /// <summary>Whole JSON numbers, 1 to 2^62 - 1: each is its own key.</summary>
    Number,

    /// <summary>JSON strings, digits or not: the key is hashed from the text.</summary>
    Text,
}

/// <summary>What holds for every shop of one kind.</summary>
/// <param name="Name">Its name in the settings and in the table <c>stores</c>.</param>
/// <param name="Ids">The JSON type of its ids.</param>
/// <param name="Origins">Where each funnel step comes from.</param>
/// <param name="Atomic">
/// True if each entity is read in one response, so that what is missing there is gone; false if it is read in pages, between which rows
/// slide.
/// </param>
public sealed record SourceKind(string Name, IdForm Ids, StepOrigins Origins, bool Atomic);
