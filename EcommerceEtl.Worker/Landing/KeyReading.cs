using System.Text.Json;
using EcommerceEtl.Worker.Sources;
using EcommerceEtl.Worker.Sources.Mapping;

namespace EcommerceEtl.Worker.Landing;

/// <summary>The key of one element, read while its fields are checked.</summary>
internal struct KeyReading(IdForm form)
{
    private int _met;
    private long? _key;

    /// <summary>The key, or null if the element has no readable id, or more than one.</summary>
    public readonly long? Key => _met == 1 ? _key : null;

    /// <summary>The reader stands on the value of an id property.</summary>
    public void Meet(ref Utf8JsonReader json)
    {
        _met++;
        _key = JsonIds.Read(ref json, form, out var key, out _) is null ? key : null;
    }
}
