using System.Buffers.Text;
using System.IO.Hashing;
using System.Text.Json;
using EcommerceEtl.Domain.Funnel;
using Npgsql;
using NpgsqlTypes;

namespace EcommerceEtl.Benchmarks.Bound;

/// <summary>Projects each cart as the worker does, and copies its events as they are met: one thread, nothing kept, nothing
/// checked.</summary>
internal sealed class EventRows(NpgsqlBinaryImporter copy, ProductPrices prices, FunnelRules rules)
{
    private readonly byte[] _prefix = LineDraw.Prefix(rules.Seed, rules.Store);
    private readonly uint _carted = FunnelRules.Threshold(rules.AddToCartRate);
    private readonly uint _purchased = FunnelRules.Threshold(rules.PurchaseRate);
    private readonly byte[] _text = new byte[256];
    private readonly List<(long Product, int Quantity)> _lines = [];

    public bool Read(ref Utf8JsonReader json)
    {
        long id = 0, user = 0;
        DateTime placed = default;
        var depth = json.CurrentDepth;
        _lines.Clear();
        while (json.Read())
        {
            if (json.TokenType == JsonTokenType.EndObject && json.CurrentDepth == depth)
            {
                Write(id, user, placed);
                return true;
            }
            if (json.TokenType != JsonTokenType.PropertyName)
                continue;
            var name = json.ValueSpan;
            if (!json.Read())
                return false;
            if (name.SequenceEqual("id"u8))
                id = json.GetInt64();
            else if (name.SequenceEqual("userId"u8))
                user = json.GetInt64();
            else if (name.SequenceEqual("date"u8))
                placed = json.GetDateTime();
            else if (name.SequenceEqual("productId"u8))
                _lines.Add((json.GetInt64(), 0));
            else if (name.SequenceEqual("quantity"u8))
                _lines[^1] = _lines[^1] with { Quantity = json.GetInt32() };
        }
        return false;
    }

    private void Write(long cart, long user, DateTime placed)
    {
        _prefix.CopyTo(_text, 0);
        var start = _prefix.Length + Append(_prefix.Length, cart);
        for (var i = 0; i < _lines.Count; i++)
        {
            var (product, quantity) = _lines[i];
            var draw = Draw(start, product, Ordinal(i));
            var price = prices.Of(product);
            var line = (short)(i + 1);
            Write(cart, line, 0, user, product, 1, price, placed - draw.ViewLead);
            if (!draw.Carted(_carted))
                continue;
            Write(cart, line, 1, user, product, quantity, price, placed);
            if (draw.Purchased(_purchased))
                Write(cart, line, 2, user, product, quantity, price, placed + draw.PurchaseDelay);
        }
    }

    private void Write(long cart, short line, short step, long user, long product, decimal quantity, decimal price, DateTime time)
    {
        copy.StartRow();
        copy.Write(cart, NpgsqlDbType.Bigint);
        copy.Write(line, NpgsqlDbType.Smallint);
        copy.Write(step, NpgsqlDbType.Smallint);
        copy.Write(user, NpgsqlDbType.Bigint);
        copy.Write(product, NpgsqlDbType.Bigint);
        copy.Write(quantity, NpgsqlDbType.Numeric);
        copy.Write(price, NpgsqlDbType.Numeric);
        copy.Write(time, NpgsqlDbType.TimestampTz);
    }

    private LineDraw Draw(int start, long product, int ordinal)
    {
        var length = start + Append(start, product);
        Utf8Formatter.TryFormat(ordinal, _text.AsSpan(length), out var digits);
        return new LineDraw(XxHash3.HashToUInt64(_text.AsSpan(0, length + digits)));
    }

    private int Append(int at, long id)
    {
        Utf8Formatter.TryFormat(id, _text.AsSpan(at), out var digits);
        _text[at + digits] = 0x1f;
        return digits + 1;
    }

    private int Ordinal(int line)
    {
        var ordinal = 1;
        for (var i = 0; i < line; i++)
            ordinal += _lines[i].Product == _lines[line].Product ? 1 : 0;
        return ordinal;
    }
}
