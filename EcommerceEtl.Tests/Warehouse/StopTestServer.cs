namespace EcommerceEtl.Tests;

/// <summary>Stands in the root namespace so that it runs once, after all tests of the assembly.</summary>
[SetUpFixture]
public sealed class StopTestServer
{
    [OneTimeTearDown]
    public Task Stop() => TestServer.StopAsync();
}
