namespace Serinus.EndToEnd.Kubernetes.Rollouts;

/// <summary>The headless Service by which edges of a site find each other's admin endpoints.</summary>
internal static class EdgePeers
{
    /// <summary>Settings of <c>kubernetes.rollouts</c> of an edge that may lead, as YAML.</summary>
    public static string Settings(RolloutSite site) => $"{{ peersService: {site.Namespace}/edges }}";

    /// <summary>Says that these edges are behind the Service.</summary>
    public static async Task PublishAsync(RolloutSite site, params ClusterEdge[] edges)
    {
        await site.ApplyAsync(
            """
            apiVersion: v1
            kind: Service
            metadata: { name: edges }
            spec: { clusterIP: None, ports: [{ name: admin, port: 8080, protocol: TCP }] }
            """
        );
        for (var i = 0; i < edges.Length; i++)
        {
            // A port of its own for each, as every edge of a test has: so each is a slice of its own.
            await site.ApplyAsync(
                $$"""
                apiVersion: discovery.k8s.io/v1beta1
                kind: EndpointSlice
                metadata: { name: edges-{{i}}, labels: { kubernetes.io/service-name: edges } }
                addressType: IPv4
                ports: [{ name: admin, port: {{edges[i].AdminPort}}, protocol: TCP }]
                endpoints: [{ addresses: [{{edges[i].AdminHost}}], conditions: { ready: true } }]
                """
            );
        }
    }
}
