using System.ComponentModel.DataAnnotations.Schema;
using Microsoft.EntityFrameworkCore;

namespace EcommerceEtl.Benchmarks.Cases;

/// <summary>A cart as other ways of loading get it: nothing is worked out of it.</summary>
[Table("peer_carts")]
[PrimaryKey(nameof(Id))]
internal sealed record PeerCart(
    [property: Column("id"), DatabaseGenerated(DatabaseGeneratedOption.None)] long Id, [property: Column("user_id")] long UserId,
    [property: Column("placed_at")] DateTime PlacedAt);

/// <summary>A line of a cart.</summary>
[Table("peer_lines")]
[PrimaryKey(nameof(CartId), nameof(LineNumber))]
internal sealed record PeerLine(
    [property: Column("cart_id")] long CartId, [property: Column("line_no")] int LineNumber,
    [property: Column("product_id")] long ProductId, [property: Column("quantity")] int Quantity);

/// <summary>A customer.</summary>
[Table("peer_users")]
[PrimaryKey(nameof(Id))]
internal sealed record PeerUser(
    [property: Column("id"), DatabaseGenerated(DatabaseGeneratedOption.None)] long Id, [property: Column("city")] string City);

/// <summary>Keyed tables of carts, lines and customers, and nothing else.</summary>
internal sealed class PeerTables(string connectionString) : DbContext
{
    public const string Create = """
        CREATE TABLE peer_carts (id bigint PRIMARY KEY, user_id bigint NOT NULL, placed_at timestamptz NOT NULL);
        CREATE TABLE peer_lines (
          cart_id bigint NOT NULL, line_no int NOT NULL, product_id bigint NOT NULL, quantity int NOT NULL, PRIMARY KEY (cart_id, line_no));
        CREATE TABLE peer_users (id bigint PRIMARY KEY, city text NOT NULL);
        """;

    public DbSet<PeerCart> Carts => Set<PeerCart>();

    public DbSet<PeerLine> Lines => Set<PeerLine>();

    public DbSet<PeerUser> Users => Set<PeerUser>();

    protected override void OnConfiguring(DbContextOptionsBuilder options) => options.UseNpgsql(connectionString);
}
