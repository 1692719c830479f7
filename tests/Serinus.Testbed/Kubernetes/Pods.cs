using System.Text;
using System.Text.Json;

namespace Serinus.Testbed.Kubernetes;

/// <summary>Plays the controllers that follow pods: writes the Endpoints and the EndpointSlice of a Service.</summary>
/// <param name="server">The API server.</param>
/// <param name="ns">Namespace of the Services.</param>
public sealed class Pods(ApiServer server, string ns)
{
    /// <summary>API version of EndpointSlices; null writes none.</summary>
    public string? SliceVersion { get; init; } = "discovery.k8s.io/v1beta1";

    /// <summary>Makes a Service with one port, named <c>http</c>, that leads to <paramref name="targetPort"/> of its pods.</summary>
    public Task ServiceAsync(string service, int port = 80, int targetPort = 8080) =>
        server.Apply.YamlAsync(
            $$"""
            apiVersion: v1
            kind: Service
            metadata: { name: {{service}} }
            spec:
              ports: [{ name: http, port: {{port}}, targetPort: {{targetPort}}, protocol: TCP }]
            """,
            ns
        );

    /// <summary>Says that these pods serve a Service.</summary>
    public Task PublishAsync(string service, IEnumerable<Pod> pods) =>
        PublishAsync(service, [.. pods.Select(pod => pod.Address)]);

    /// <summary>Says that these addresses serve a Service.</summary>
    /// <param name="service">Its name.</param>
    /// <param name="ready">Addresses that take requests.</param>
    /// <param name="notReady">Addresses that take none.</param>
    /// <param name="port">Port of the pods.</param>
    public async Task PublishAsync(
        string service,
        IReadOnlyCollection<string> ready,
        IReadOnlyCollection<string>? notReady = null,
        int port = 8080
    )
    {
        notReady ??= [];
        await server.Apply.YamlAsync(Endpoints(service, ready, notReady, port), ns);
        if (SliceVersion is not null)
            await server.Apply.YamlAsync(Slice(service, ready, notReady, port), ns);
    }

    private static string Endpoints(
        string service,
        IReadOnlyCollection<string> ready,
        IReadOnlyCollection<string> notReady,
        int port
    ) =>
        JsonSerializer.Serialize(
            new
            {
                apiVersion = "v1",
                kind = "Endpoints",
                metadata = new { name = service },
                subsets = ready.Count + notReady.Count == 0
                    ? []
                    : new[]
                    {
                        new
                        {
                            addresses = ready.Select(ip => new { ip }),
                            notReadyAddresses = notReady.Select(ip => new { ip }),
                            ports = new[] { new { name = "http", port } },
                        },
                    },
            }
        );

    private string Slice(
        string service,
        IReadOnlyCollection<string> ready,
        IReadOnlyCollection<string> notReady,
        int port
    )
    {
        var text = new StringBuilder(
            $$"""
            apiVersion: {{SliceVersion}}
            kind: EndpointSlice
            metadata: { name: {{service}}-1, labels: { kubernetes.io/service-name: {{service}} } }
            addressType: IPv4
            ports: [{ name: http, port: {{port}}, protocol: TCP }]
            endpoints: [
            """
        );
        foreach (var ip in ready)
            text.Append($"{{ addresses: [{ip}], conditions: {{ ready: true }} }}, ");
        foreach (var ip in notReady)
            text.Append($"{{ addresses: [{ip}], conditions: {{ ready: false }} }}, ");
        return text.Append("]\n").ToString();
    }
}
