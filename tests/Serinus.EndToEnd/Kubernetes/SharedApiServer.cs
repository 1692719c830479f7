using Serinus.Testbed.Kubernetes;

namespace Serinus.EndToEnd.Kubernetes;

/// <summary>The API server of all Kubernetes tests, and a network for the pods of each. Every test keeps to namespaces of its own.</summary>
public sealed class SharedApiServer : IAsyncLifetime
{
    public ApiServer Server { get; private set; } = null!;

    public PodNetwork Network { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Server = await ApiServer.StartAsync();
        Network = new PodNetwork();
    }

    public async ValueTask DisposeAsync()
    {
        Network?.Dispose();
        if (Server is not null)
            await Server.DisposeAsync();
    }
}
