using EcommerceEtl.Domain.Catalog;
using EcommerceEtl.Domain.Funnel;

namespace EcommerceEtl.Data.Carts;

/// <summary>A projected cart while it waits for its COPY, by value; its lines stand together in the batch's list of lines.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Customer">The customer; null for a guest.</param>
/// <param name="PlacedAt">The cart's time, UTC.</param>
/// <param name="Day">Its day in the store's zone.</param>
/// <param name="Totals">What its lines add up to.</param>
/// <param name="ContentHash">The cart is changed when it differs.</param>
/// <param name="FirstLine">Place of its first line in the batch.</param>
/// <param name="Lines">Number of its lines.</param>
internal readonly record struct BatchedCart(
    CartId Id, CustomerId? Customer, DateTime PlacedAt, DateOnly Day, CartTotals Totals, Guid ContentHash, int FirstLine, int Lines);
