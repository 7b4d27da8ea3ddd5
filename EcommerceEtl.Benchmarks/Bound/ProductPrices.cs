using System.Text.Json;

namespace EcommerceEtl.Benchmarks.Bound;

/// <summary>The price of each product.</summary>
internal sealed class ProductPrices
{
    private readonly Dictionary<long, decimal> _prices = [];

    public bool Read(ref Utf8JsonReader json)
    {
        long id = 0;
        decimal price = 0;
        var depth = json.CurrentDepth;
        while (json.Read())
        {
            if (json.TokenType == JsonTokenType.EndObject && json.CurrentDepth == depth)
            {
                _prices[id] = price;
                return true;
            }
            if (json.TokenType != JsonTokenType.PropertyName || json.CurrentDepth != depth + 1)
                continue;
            var (isId, isPrice) = (json.ValueTextEquals("id"u8), json.ValueTextEquals("price"u8));
            if (!json.Read())
                return false;
            if (isId)
                id = json.GetInt64();
            else if (isPrice)
                price = json.GetDecimal();
        }
        return false;
    }

    public decimal Of(long product) => _prices[product];
}
