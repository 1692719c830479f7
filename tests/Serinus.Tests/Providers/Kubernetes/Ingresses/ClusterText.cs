using System.Collections.Immutable;
using System.Text.Json;
using Serinus.Providers.Kubernetes;
using Serinus.Providers.Kubernetes.Canaries;
using Serinus.Providers.Kubernetes.Manifests;
using Serinus.Providers.Kubernetes.Objects;
using Serinus.Routing.Config;

namespace Serinus.Tests.Providers.Kubernetes.Ingresses;

/// <summary>A cluster written down as manifests, and with it the settings it is read with: a document of kind <c>Settings</c>.</summary>
internal sealed record ClusterText(ClusterView View, KubernetesConfig Config)
{
    public static ClusterText Parse(string yaml)
    {
        var manifest = ManifestText.Parse("cluster.yaml", yaml);
        Assert.Null(manifest.Breakage);
        var cluster = new ClusterText(ClusterView.Empty, new KubernetesConfig());
        foreach (var document in manifest.Documents)
            cluster = cluster.With(document);
        return cluster;
    }

    private ClusterText With(ManifestDocument document)
    {
        var json = document.Json;
        var key = ObjectReader.Meta(json).Key;
        return document.Kind switch
        {
            "Settings" => this with { Config = Settings(json) },
            "Ingress" => this with
            {
                View = View with
                {
                    Ingresses = View.Ingresses.Add(key, ObjectReader.Ingress(json, document.ApiVersion)),
                },
            },
            "IngressClass" => this with
            {
                View = View with { IngressClasses = View.IngressClasses.Add(key, ObjectReader.IngressClass(json)) },
            },
            "Service" => this with
            {
                View = View with { Services = View.Services.Add(key, ObjectReader.Service(json)) },
            },
            "Endpoints" => WithGroups(key, ObjectReader.Endpoints(json)),
            "EndpointSlice" => WithGroups(
                key with
                {
                    Name = ObjectReader.ServiceOfSlice(ObjectReader.Meta(json))!,
                },
                [ObjectReader.EndpointSlice(json)]
            ),
            "Secret" => this with { View = View with { Secrets = View.Secrets.Add(key, ObjectReader.Secret(json)) } },
            "Canary" => this with
            {
                View = View with { Canaries = View.Canaries.Add(key, CanaryObject.Read(json).Served!) },
            },
            "ReferenceGrant" => this with
            {
                View = View with { ReferenceGrants = View.ReferenceGrants.Add(key, ObjectReader.ReferenceGrant(json)) },
            },
            "Unreadable" => this with
            {
                View = View with { UnreadableSecrets = View.UnreadableSecrets.Add(key, "the right get is missing") },
            },
            _ => throw new InvalidOperationException($"{document.Kind} is no kind a cluster text may hold."),
        };
    }

    private ClusterText WithGroups(ObjectKey service, ImmutableArray<EndpointGroup> groups)
    {
        var known = View.Endpoints.GetValueOrDefault(service)?.Groups ?? [];
        var endpoints = new ServiceEndpoints([.. known, .. groups]);
        return this with { View = View with { Endpoints = View.Endpoints.SetItem(service, endpoints) } };
    }

    private static KubernetesConfig Settings(JsonElement json)
    {
        var config = new KubernetesConfig();
        if (json.TryGetProperty("ingressClasses", out var classes))
            config = config with { IngressClasses = [.. classes.EnumerateArray().Select(name => name.GetString()!)] };
        if (json.TryGetProperty("passHostHeader", out var pass))
            config = config with { PassHostHeader = pass.GetBoolean() };
        if (json.TryGetProperty("upstreamTls", out var tls))
            config = config with
            {
                UpstreamTls = new UpstreamTlsConfig { Verify = tls.GetProperty("verify").GetBoolean() },
            };
        if (json.TryGetProperty("rollouts", out _))
            config = config with { Rollouts = new KubernetesRolloutsConfig() };
        if (json.TryGetProperty("listeners", out var listeners))
            config = config with { Listeners = [.. listeners.EnumerateArray().Select(name => name.GetString()!)] };
        return config;
    }
}
