namespace EcommerceEtl.Worker.Landing.Fields;

/// <summary>The id of one element, read while its fields are filtered.</summary>
internal struct KeyReading(IdForm form)
{
    private int _met;
    private ElementId? _id;

    /// <summary>The id, or null if the element has no readable one, or more than one.</summary>
    public readonly ElementId? Id => _met == 1 ? _id : null;

    /// <summary>The reader stands on the value of an id property.</summary>
    /// <param name="whole">False if the value is a text whose middle was taken out.</param>
    public void Meet(ref Utf8JsonReader json, bool whole)
    {
        _met++;
        _id = whole && JsonIds.Read(ref json, form, out var key, out var text) is null ? new ElementId(key, text) : null;
    }
}
