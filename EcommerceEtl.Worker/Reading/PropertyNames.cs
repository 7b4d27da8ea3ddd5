using System.Numerics;

namespace EcommerceEtl.Worker.Reading;

/// <summary>The properties of one kind of object that are read; others are passed over. At most 32, of which sets are given as bits, one
/// for each by its place among the names. A property that is no detail costs the record when it comes twice.</summary>
internal sealed class PropertyNames(params string[] names)
{
    private readonly byte[][] _names = [.. names.Select(Encoding.UTF8.GetBytes)];

    /// <summary>The name at a place.</summary>
    public string this[int index] => names[index];

    /// <summary>Path of the object, unless it is one of many in a list.</summary>
    public string Path { get; init; } = "$";

    /// <summary>Those without which there is no record.</summary>
    public uint Needed { get; init; }

    /// <summary>Those that are left out where they cannot be used, or come twice, so that nobody knows which is meant.</summary>
    public uint Details { get; init; }

    /// <summary>Those of the details whose absence says something and is no flaw.</summary>
    public uint MayBeAbsent { get; init; }

    /// <summary>Goes to the value of the next known property that is not null.</summary>
    /// <param name="json">Stands on the object's start, or on the last value that was read, whole.</param>
    /// <param name="walk">Begins as default for each object; afterwards its <see cref="PropertyWalk.Index"/> names the property.</param>
    /// <returns>False at the object's end, or at a property that costs the record since it was there before.</returns>
    public bool Next(ref Utf8JsonReader json, ref PropertyWalk walk)
    {
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var index = Find(ref json);
            json.Read();
            if (index < 0)
            {
                json.Skip();
                continue;
            }
            var bit = 1u << index;
            if ((walk.Seen & bit) != 0)
            {
                if ((Details & bit) == 0)
                {
                    walk.Doubled = names[index];
                    return false;
                }
                walk.Unusable |= bit;
                json.Skip();
                continue;
            }
            walk.Seen |= bit;
            if (json.TokenType == JsonTokenType.Null)
                continue;
            walk.Present |= bit;
            walk.Index = index;
            return true;
        }
        return false;
    }

    /// <summary>Notes what the finished walk found wrong with the object: a needed property absent or null, or one twice; otherwise the
    /// details that are left out.</summary>
    /// <param name="at">Path of an object that is one of many in a list.</param>
    /// <returns>True if nothing costs the record.</returns>
    public bool Complete(in PropertyWalk walk, ref ElementFaults faults, string? at = null)
    {
        var path = at ?? Path;
        if (walk.Doubled is not null)
            faults.Set(RejectionReason.DuplicateKey, $"{path}.{walk.Doubled}");
        else if ((Needed & ~walk.Present) is var missing and not 0)
            faults.Set(RejectionReason.MissingField, $"{path}.{names[BitOperations.TrailingZeroCount(missing)]}");
        if (faults.Found)
            return false;
        for (var flawed = Details & (walk.Unusable | ~(walk.Present | MayBeAbsent)); flawed != 0; flawed &= flawed - 1)
            faults.LeaveOut($"{path}.{names[BitOperations.TrailingZeroCount(flawed)]}"["$.".Length..]);
        return true;
    }

    private int Find(ref Utf8JsonReader json)
    {
        for (var i = 0; i < _names.Length; i++)
            if (JsonNames.Equal(ref json, _names[i]))
                return i;
        return -1;
    }
}

/// <summary>How far the properties of one object have been read.</summary>
internal struct PropertyWalk
{
    /// <summary>One bit for each property met.</summary>
    public uint Seen;

    /// <summary>One bit for each property met with a value other than null.</summary>
    public uint Present;

    /// <summary>One bit for each detail that is left out although it was met.</summary>
    public uint Unusable;

    /// <summary>The property the reader stands on, by its place among the names.</summary>
    public int Index;

    /// <summary>A property that is no detail and was met twice.</summary>
    public string? Doubled;

    /// <summary>Leaves out the detail the reader stands on if there is a reason to, and passes over the rest of its value.</summary>
    public void Use(ref Utf8JsonReader json, RejectionReason? reason)
    {
        if (reason is null)
            return;
        Unusable |= 1u << Index;
        json.Skip();
    }

    /// <summary>True if a property was met with a value that can be used.</summary>
    public readonly bool Has(int index) => (Present & ~Unusable & 1u << index) != 0;
}
