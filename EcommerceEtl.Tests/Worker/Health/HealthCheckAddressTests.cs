using EcommerceEtl.Worker.Commands;

namespace EcommerceEtl.Tests.Worker.Health;

/// <summary>Whom <c>healthcheck</c> asks.</summary>
public sealed class HealthCheckAddressTests
{
    [TestCase("http://localhost:8080", "http://localhost:8080/health/ready")]
    [TestCase("http://127.0.0.2:8080", "http://127.0.0.2:8080/health/ready")]
    [TestCase("http://[::1]:8080", "http://[::1]:8080/health/ready")]
    [TestCase("http://+:8080", "http://localhost:8080/health/ready")]
    [TestCase("http://*:80", "http://localhost/health/ready")]
    [TestCase("http://etl:8080", "http://localhost:8080/health/ready")]
    [TestCase("http://0.0.0.0:5000/", "http://127.0.0.1:5000/health/ready")]
    [TestCase("http://[::]:5000", "http://[::1]:5000/health/ready")]
    [TestCase("http://0:5000", "http://127.0.0.1:5000/health/ready")]
    [TestCase("http://127.1:5000", "http://127.0.0.1:5000/health/ready")]
    [TestCase("http://[0:0:0:0:0:0:0:0]:5000", "http://[::1]:5000/health/ready")]
    [TestCase("http://::1:5000", "http://[::1]:5000/health/ready")]
    [TestCase("http://unix:/run/etl.sock", "http://localhost/health/ready")]
    public void It_asks_an_address_of_this_machine_whatever_the_listener_is_called(string address, string asked) =>
        Assert.That(HealthCheckCommand.Target(address).AbsoluteUri, Is.EqualTo(asked));
}
