using EcommerceEtl.Domain.Catalog;

namespace EcommerceEtl.Tests.Domain.Catalog;

/// <summary>What of an address tells one shop from another, and what means nothing.</summary>
public sealed class ShopAddressTests
{
    [TestCase("https://shop.example", "https://shop.example")]
    [TestCase("https://shop.example/", "https://shop.example")]
    [TestCase("HTTPS://Shop.Example:443/", "https://shop.example")]
    [TestCase("http://shop.example:80", "http://shop.example")]
    [TestCase("http://shop.example:8080/", "http://shop.example:8080")]
    [TestCase("https://shop.example/API/v1//", "https://shop.example/API/v1")]
    [TestCase("https://shop.example/a/../b/./c", "https://shop.example/b/c")]
    [TestCase("https://key:secret@shop.example/api?token=secret#part", "https://shop.example/api")]
    [TestCase("http://[::1]:5000/x", "http://[::1]:5000/x")]
    [TestCase("https://bücher.example/läden", "https://xn--bcher-kva.example/l%C3%A4den")]
    public void An_address_is_written_without_what_means_nothing(string url, string text)
    {
        var address = ShopAddress.Of(new Uri(url));

        Assert.That(address.Text, Is.EqualTo(text));
        Assert.That(ShopAddress.Parse(text), Is.EqualTo(address), "it is read back as it was written");
    }

    [TestCase("https://shop.example", "https://shop.example/", true)]
    [TestCase("https://shop.example", "HTTPS://SHOP.EXAMPLE:443", true)]
    [TestCase("https://shop.example", "http://shop.example", false, Description = "scheme")]
    [TestCase("https://shop.example", "https://staging.shop.example", false, Description = "host")]
    [TestCase("https://shop.example", "https://shop.example:8443", false, Description = "port")]
    [TestCase("http://127.0.0.1:5000", "http://127.0.0.1:5001", false, Description = "port of this machine")]
    [TestCase("https://shop.example/de", "https://shop.example/fr", false, Description = "path")]
    [TestCase("https://shop.example", "https://shop.example/staging", false, Description = "a path where there was none")]
    [TestCase("https://shop.example/Shop", "https://shop.example/shop", false, Description = "capitals of a path mean something")]
    public void Two_addresses_are_one_shop_if_scheme_host_port_and_path_are_the_same(string one, string other, bool same)
    {
        var (first, second) = (ShopAddress.Of(new Uri(one)), ShopAddress.Of(new Uri(other)));

        Assert.That((first.IsSameShop(second), second.IsSameShop(first)), Is.EqualTo((same, same)));
    }

    [TestCase("shop.example", "https://shop.example:8443/api", true)]
    [TestCase("shop.example", "http://shop.example", true)]
    [TestCase("shop.example", "https://other.example", false)]
    [TestCase("::1", "http://[::1]:5000", true)]
    [TestCase("xn--bcher-kva.example", "https://bücher.example", true)]
    public void Of_an_address_that_is_a_host_alone_the_host_is_compared(string host, string url, bool same)
    {
        var (known, now) = (ShopAddress.Parse(host), ShopAddress.Of(new Uri(url)));

        Assert.That((known.IsSameShop(now), now.IsSameShop(known)), Is.EqualTo((same, same)));
    }
}
