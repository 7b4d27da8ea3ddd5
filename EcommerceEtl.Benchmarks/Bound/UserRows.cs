using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace EcommerceEtl.Benchmarks.Bound;

/// <summary>Copies users as they are met.</summary>
internal sealed class UserRows(NpgsqlBinaryImporter copy)
{
    public bool Read(ref Utf8JsonReader json)
    {
        long id = 0;
        var city = "";
        var depth = json.CurrentDepth;
        while (json.Read())
        {
            if (json.TokenType == JsonTokenType.EndObject && json.CurrentDepth == depth)
            {
                copy.StartRow();
                copy.Write(id, NpgsqlDbType.Bigint);
                copy.Write(city, NpgsqlDbType.Text);
                return true;
            }
            if (json.TokenType != JsonTokenType.PropertyName)
                continue;
            var (isId, isCity) = (json.ValueTextEquals("id"u8), json.ValueTextEquals("city"u8));
            if (!json.Read())
                return false;
            if (isId)
                id = json.GetInt64();
            else if (isCity)
                city = json.GetString()!;
        }
        return false;
    }
}
