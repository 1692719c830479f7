using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using k8s;
using k8s.Autorest;
using k8s.Models;
using Serinus.Providers.Kubernetes.Canaries;

namespace Serinus.Providers.Kubernetes.Doctor;

/// <summary>Lists objects through an API server.</summary>
public sealed class ApiServerObjects : IClusterObjects, IDisposable
{
    private readonly k8s.Kubernetes client;

    /// <summary>Uses a kubeconfig.</summary>
    /// <param name="kubeconfig">The file.</param>
    /// <param name="context">Its context; the current one when null.</param>
    public ApiServerObjects(string kubeconfig, string? context) =>
        client = new k8s.Kubernetes(
            KubernetesClientConfiguration.BuildConfigFromConfigFile(kubeconfig, currentContext: context)
        );

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();

    /// <inheritdoc/>
    public async Task<ClusterListing> ListAsync(string kind, CancellationToken cancellation)
    {
        try
        {
            return new ClusterListing(await FetchAsync(kind, cancellation), null);
        }
        catch (HttpOperationException refused)
        {
            var status = (int)refused.Response.StatusCode;
            return new ClusterListing("", $"the API server answers {status} {refused.Response.StatusCode}");
        }
        catch (HttpRequestException broken)
        {
            return new ClusterListing("", broken.Message);
        }
    }

    private Task<string> FetchAsync(string kind, CancellationToken stop) =>
        kind switch
        {
            "ServiceAccount" => Items(
                client.CoreV1.ListServiceAccountForAllNamespacesAsync(cancellationToken: stop),
                "v1",
                kind
            ),
            Definitions.Kind => DefinitionsAsync(stop),
            "ConfigMap" => Items(client.CoreV1.ListConfigMapForAllNamespacesAsync(cancellationToken: stop), "v1", kind),
            "Service" => Items(client.CoreV1.ListServiceForAllNamespacesAsync(cancellationToken: stop), "v1", kind),
            "ClusterRole" => Items(
                client.RbacAuthorizationV1.ListClusterRoleAsync(cancellationToken: stop),
                Rbac,
                kind
            ),
            "ClusterRoleBinding" => Items(
                client.RbacAuthorizationV1.ListClusterRoleBindingAsync(cancellationToken: stop),
                Rbac,
                kind
            ),
            "Role" => Items(
                client.RbacAuthorizationV1.ListRoleForAllNamespacesAsync(cancellationToken: stop),
                Rbac,
                kind
            ),
            "RoleBinding" => Items(
                client.RbacAuthorizationV1.ListRoleBindingForAllNamespacesAsync(cancellationToken: stop),
                Rbac,
                kind
            ),
            "DaemonSet" => Items(
                client.AppsV1.ListDaemonSetForAllNamespacesAsync(cancellationToken: stop),
                "apps/v1",
                kind
            ),
            "Deployment" => Items(
                client.AppsV1.ListDeploymentForAllNamespacesAsync(cancellationToken: stop),
                "apps/v1",
                kind
            ),
            "StatefulSet" => Items(
                client.AppsV1.ListStatefulSetForAllNamespacesAsync(cancellationToken: stop),
                "apps/v1",
                kind
            ),
            "IngressClass" => Items(
                client.NetworkingV1.ListIngressClassAsync(cancellationToken: stop),
                Networking,
                kind
            ),
            "Ingress" => Items(
                client.NetworkingV1.ListIngressForAllNamespacesAsync(cancellationToken: stop),
                Networking,
                kind
            ),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "no such kind is listed"),
        };

    /// <summary>Our own definitions: those of all others may be many, and megabytes.</summary>
    private async Task<string> DefinitionsAsync(CancellationToken stop)
    {
        var found = new V1CustomResourceDefinitionList { Items = [] };
        foreach (var resource in CustomResources.All)
        {
            try
            {
                found.Items.Add(
                    await client.ApiextensionsV1.ReadCustomResourceDefinitionAsync(
                        resource.Name,
                        cancellationToken: stop
                    )
                );
            }
            catch (HttpOperationException missing) when (missing.Response.StatusCode == HttpStatusCode.NotFound)
            {
                // That it is not there is for the examination to judge.
            }
        }

        return await Items(Task.FromResult(found), "apiextensions.k8s.io/v1", Definitions.Kind);
    }

    private const string Rbac = "rbac.authorization.k8s.io/v1";
    private const string Networking = "networking.k8s.io/v1";

    /// <summary>Items of a list do not say what they are; files do, so that is added. Who changed what is of no interest, and long.</summary>
    private static async Task<string> Items<TList>(Task<TList> listing, string version, string kind)
        where TList : IKubernetesObject
    {
        var list = JsonNode.Parse(KubernetesJson.Serialize(await listing))!.AsObject();
        list["kind"] = "List";
        foreach (var item in list["items"]?.AsArray() ?? [])
        {
            item!["apiVersion"] = version;
            item["kind"] = kind;
            (item["metadata"] as JsonObject)?.Remove("managedFields");
        }

        return list.ToJsonString(JsonSerializerOptions.Default);
    }
}
