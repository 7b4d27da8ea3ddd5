namespace EcommerceEtl.Worker.Reading;

/// <summary>The id of an element.</summary>
/// <param name="Text">The id itself where the kind's ids are texts, else null.</param>
public readonly record struct ElementId(long Key, string? Text)
{
    /// <summary>The id for a message; what may be personal in a text is masked.</summary>
    public override string ToString() =>
        Text is null ? Key.ToString(CultureInfo.InvariantCulture) : PersonalText.Mask(SafeText.Escape(Text));
}
