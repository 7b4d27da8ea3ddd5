using System.Text;
using Microsoft.AspNetCore.Http;

namespace EcommerceEtl.Tests.Model;

/// <summary>All that a shop would answer at a moment.</summary>
internal sealed record ShopState(
    List<ShopElement<ProductFacts>> Products, List<ShopElement<CustomerFacts>> Users, List<ShopElement<CartFacts>> Carts)
{
    public static ShopState Empty() => new([], [], []);

    /// <summary>A copy that later edits leave alone; elements themselves never change.</summary>
    public ShopState Copy() => new([.. Products], [.. Users], [.. Carts]);

    public static readonly string[] Paths = ["/products", "/users", "/carts"];

    public byte[] Body(string path) => Encoding.UTF8.GetBytes($"[{string.Join(',', path switch
    {
        "/products" => Products.Select(element => element.Served),
        "/users" => Users.Select(element => element.Served),
        _ => Carts.Select(element => element.Served),
    })}]");

    public Task AnswerAsync(HttpContext context)
    {
        context.Response.ContentType = "application/json";
        return context.Response.Body.WriteAsync(Body(context.Request.Path.Value!)).AsTask();
    }
}
