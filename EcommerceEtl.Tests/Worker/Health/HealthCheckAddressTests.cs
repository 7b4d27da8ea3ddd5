using EcommerceEtl.Worker.Commands;
using NUnit.Framework;

namespace EcommerceEtl.Tests.Worker.Health;

/// <summary>Whom <c>healthcheck</c> asks.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class HealthCheckAddressTests
{
    [TestCase("http://localhost:8080", "http://localhost:8080/health/ready")]
    [TestCase("http://+:8080", "http://localhost:8080/health/ready")]
    [TestCase("http://*:80;https://*:443", "http://localhost/health/ready")]
    [TestCase("http://0.0.0.0:5000/", "http://localhost:5000/health/ready")]
    [TestCase("http://[::]:5000", "http://localhost:5000/health/ready")]
    public void It_asks_the_first_address_on_this_machine(string urls, string asked) =>
        Assert.That(HealthCheckCommand.Address(urls).AbsoluteUri, Is.EqualTo(asked));
}
