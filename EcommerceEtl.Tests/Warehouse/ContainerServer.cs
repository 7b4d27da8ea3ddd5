using Docker.DotNet;
using DotNet.Testcontainers.Builders;
using Testcontainers.PostgreSql;

namespace EcommerceEtl.Tests.Warehouse;

/// <summary>PostgreSQL in a container.</summary>
internal static class ContainerServer
{
    /// <summary>That of the container stack.</summary>
    public const string Image = "postgres:18.6-alpine";

    /// <summary>Starts it; null where no Docker engine answers or the image can be had neither here nor from a registry.</summary>
    public static async Task<RunningServer?> TryStartAsync(string image)
    {
        try
        {
            var container = new PostgreSqlBuilder(image).WithUsername("postgres").WithDatabase("postgres")
                .WithCommand("-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off", "-c", "max_connections=200",
                    "-c", "max_prepared_transactions=5")
                .Build();
            await container.StartAsync();
            return new RunningServer(image, container.GetConnectionString(), IsPrivate: true, () => container.DisposeAsync().AsTask());
        }
        catch (Exception none) when (none is DockerUnavailableException or DockerApiException)
        {
            await TestContext.Progress.WriteLineAsync(
                $"No PostgreSQL in Docker ({none.Message.Split('\n')[0].Trim()}): local binaries are tried.");
            return null;
        }
    }
}
