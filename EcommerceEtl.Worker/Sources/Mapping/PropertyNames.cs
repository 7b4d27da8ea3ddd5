using System.Numerics;
using System.Text;
using System.Text.Json;
using EcommerceEtl.Domain.Quality;

namespace EcommerceEtl.Worker.Sources.Mapping;

/// <summary>The properties of one kind of object that are read; others are passed over. At most 32.</summary>
internal sealed class PropertyNames(params string[] names)
{
    private readonly byte[][] _names = [.. names.Select(Encoding.UTF8.GetBytes)];

    /// <summary>Goes to the value of the next known property that is not null.</summary>
    /// <param name="json">Stands on the object's start, or on the last value that was read, whole.</param>
    /// <param name="walk">Begins as default for each object; afterwards its <see cref="PropertyWalk.Index"/> names the property.</param>
    /// <returns>False at the object's end, or at a property that was there before.</returns>
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
                walk.Doubled = names[index];
                return false;
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

    /// <summary>Notes what the finished walk found wrong with the object: a property twice, or a required one absent or null.</summary>
    /// <param name="walk">The walk, at its end.</param>
    /// <param name="required">One bit for each required property, by its place among the names.</param>
    /// <param name="path">Path of the object.</param>
    /// <param name="fault">Gets the fault.</param>
    /// <returns>True if nothing is wrong.</returns>
    public bool Complete(in PropertyWalk walk, uint required, string path, ref Fault fault)
    {
        if (walk.Doubled is not null)
            fault.Set(RejectionReason.DuplicateKey, $"{path}.{walk.Doubled}");
        else if ((required & ~walk.Present) is var missing and not 0)
            fault.Set(RejectionReason.MissingField, $"{path}.{names[BitOperations.TrailingZeroCount(missing)]}");
        return !fault.Found;
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

    /// <summary>The property the reader stands on, by its place among the names.</summary>
    public int Index;

    /// <summary>A property that was met twice.</summary>
    public string? Doubled;
}
