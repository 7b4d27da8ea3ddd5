using System.Text.Json.Serialization;

namespace EcommerceEtl.Worker.Landing;

/// <summary>How much of an entity a snapshot covers. Only <see cref="Complete"/> may remove anything or be checked for shrinking.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Complete), "complete")]
[JsonDerivedType(typeof(Window), "window")]
[JsonDerivedType(typeof(Delta), "delta")]
public abstract record Coverage
{
    private Coverage()
    {
    }

    /// <summary>Everything the shop has.</summary>
    public sealed record Complete : Coverage;

    /// <summary>What the shop has between two moments (UTC), the first included, the second not: adds and updates, never removes.</summary>
    public sealed record Window(DateTime From, DateTime To) : Coverage;

    /// <summary>What changed since the cursor of the snapshot before.</summary>
    /// <param name="Cursor">Where the next one goes on; an opaque text of the shop.</param>
    public sealed record Delta(string Cursor) : Coverage;
}
