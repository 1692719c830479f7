using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Serinus.Providers.Kubernetes.Api;
using Serinus.Providers.Kubernetes.Canaries;
using Serinus.Providers.Kubernetes.Objects;

namespace Serinus.Providers.Kubernetes.Rollouts;

/// <summary>
/// The Services of a workload that is rolled out: one for each arm, and the one everybody names, which leads to the stable pods. One that
/// somebody else made is taken over, and what it was is written beside it.
/// </summary>
internal sealed class ArmServices(Surroundings around)
{
    private static readonly ResourceType type = new("", "v1", "services");

    /// <summary>Whether both arms have the Service they are to have, as far as is known.</summary>
    public bool AreMade(Scene scene) =>
        IsRight(scene, ServedOf(scene).Stable, scene.PodsOf(isCanary: false))
        && IsRight(scene, ServedOf(scene).Canary, scene.PodsOf(isCanary: true));

    /// <summary>Whether the Service everybody names leads to the stable pods, as far as is known.</summary>
    public bool IsTakenOver(Scene scene) => IsRight(scene, ServedOf(scene).Apex!, scene.StableSuffix);

    /// <summary>Whether it has what it had before, as far as is known.</summary>
    public bool IsGivenBack(Scene scene) =>
        Find(scene, ServedOf(scene).Apex!)?.Meta.Annotations.ContainsKey(ServedCanary.OriginalAnnotation) is not true;

    /// <summary>Whether every pod that the Service everybody names leads to is one of the stable version, as far as is known.</summary>
    public bool LeadsToStable(Scene scene)
    {
        var view = around.View();
        var stable = Ready(view, scene, ServiceOf(scene, isStable: true));
        return stable.Count > 0 && Ready(view, scene, ServedOf(scene).Apex!).IsSubsetOf(stable);
    }

    /// <summary>Whether edges know an address of the version under test, as far as is known.</summary>
    public bool LeadsToCanary(Scene scene) => Ready(around.View(), scene, ServiceOf(scene, isStable: false)).Count > 0;

    /// <summary>Makes the Services of both arms what they are to be.</summary>
    public async Task<string?> KeepArmsAsync(Scene scene, CancellationToken cancellationToken)
    {
        var served = ServedOf(scene);
        var service = scene.Canary.Spec.Service!;
        var arms = new[]
        {
            (served.Stable, scene.PodsOf(isCanary: false), service.Primary),
            (served.Canary, scene.PodsOf(isCanary: true), service.Canary),
        };
        foreach (var (name, pods, metadata) in arms)
        {
            if (IsRight(scene, name, pods))
                continue;
            if (await KeepAsync(scene, name, pods, metadata, isApex: false, cancellationToken) is { } failure)
                return failure;
        }

        return null;
    }

    /// <summary>Lets the Service everybody names lead to the stable pods.</summary>
    public Task<string?> TakeOverAsync(Scene scene, CancellationToken cancellationToken) =>
        IsTakenOver(scene)
            ? Task.FromResult<string?>(null)
            : KeepAsync(
                scene,
                ServedOf(scene).Apex!,
                scene.StableSuffix,
                scene.Canary.Spec.Service!.Apex,
                isApex: true,
                cancellationToken
            );

    /// <summary>Gives the Service everybody names what it had before.</summary>
    public async Task<string?> GiveBackAsync(Scene scene, CancellationToken cancellationToken)
    {
        var key = scene.Canary.Meta.Key with { Name = ServedOf(scene).Apex! };
        var (found, failure) = await around.Objects.GetAsync(type, key, cancellationToken);
        if (found?["metadata"]?["annotations"] is not JsonObject annotations)
            return failure;
        if ((string?)annotations[ServedCanary.OriginalAnnotation] is not { } original)
            return null;
        try
        {
            var before = JsonNode.Parse(original)!.AsObject();
            found["spec"]!["selector"] = before["selector"]?.DeepClone();
            found["spec"]!["ports"] = before["ports"]?.DeepClone();
        }
        catch (JsonException)
        {
            // Somebody has edited it; the target's own label leads to its pods in any case.
            found["spec"]!["selector"] = new JsonObject { [scene.Label] = scene.Value };
        }

        annotations.Remove(ServedCanary.OriginalAnnotation);
        return await around.Objects.ReplaceAsync(type, key, found, cancellationToken);
    }

    private async Task<string?> KeepAsync(
        Scene scene,
        string name,
        string pods,
        ServiceMetadata metadata,
        bool isApex,
        CancellationToken cancellationToken
    )
    {
        var key = scene.Canary.Meta.Key with { Name = name };
        var (found, failure) = await around.Objects.GetAsync(type, key, cancellationToken);
        if (failure is not null)
            return failure;
        var (ports, unread) = await PortsAsync(scene, isApex ? found : null, cancellationToken);
        if (ports is null)
            return unread;
        var selector = new JsonObject { [scene.Label] = scene.ValueOf(pods) };
        if (found is null)
            return await around.Objects.CreateAsync(
                type,
                key.Namespace,
                Made(scene, name, selector, ports, metadata),
                cancellationToken
            );
        var spec = found["spec"]!.AsObject();
        if ((string?)spec["type"] == "ExternalName")
            return $"Service {key} stands for another host (ExternalName), and cannot lead to pods; name another in spec.service.name";
        if (isApex && !IsOwned(found, scene))
            Remember(found);
        spec["selector"] = selector;
        spec["ports"] = ports;
        Add(found, "labels", metadata.Labels);
        Add(found, "annotations", metadata.Annotations);
        return await around.Objects.ReplaceAsync(type, key, found, cancellationToken);
    }

    private static JsonObject Made(
        Scene scene,
        string name,
        JsonObject selector,
        JsonArray ports,
        ServiceMetadata metadata
    )
    {
        var asked = scene.Canary.Spec.Service!;
        var spec = new JsonObject
        {
            ["type"] = "ClusterIP",
            ["selector"] = selector,
            ["ports"] = ports,
        };
        if (asked.Headless)
            spec["clusterIP"] = "None";
        if (asked.TrafficDistribution is { } distribution)
            spec["trafficDistribution"] = distribution;
        var made = new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Service",
            ["metadata"] = new JsonObject
            {
                ["name"] = name,
                ["namespace"] = scene.Namespace,
                ["labels"] = new JsonObject { [scene.Label] = name },
                ["ownerReferences"] = new JsonArray(scene.Owner()),
            },
            ["spec"] = spec,
        };
        Add(made, "labels", metadata.Labels);
        Add(made, "annotations", metadata.Annotations);
        return made;
    }

    /// <summary>The ports of a Service: those it has, the one that is asked for, and with port discovery those of the containers.</summary>
    private async Task<(JsonArray? Ports, string? Failure)> PortsAsync(
        Scene scene,
        JsonObject? own,
        CancellationToken cancellationToken
    )
    {
        var asked = scene.Canary.Spec.Service!;
        var known = own;
        if (known is null)
        {
            // Ingresses may name any port of the Service they name: the arms have all of them.
            var apex = scene.Canary.Meta.Key with
            {
                Name = ServedOf(scene).Apex!,
            };
            (known, var failure) = await around.Objects.GetAsync(type, apex, cancellationToken);
            if (failure is not null)
                return (null, failure);
        }

        var ports = new JsonArray(PortOf(asked));
        foreach (var port in Items(known?["spec"]?["ports"]))
        {
            if (own is null)
                port.Remove("nodePort");
            AddPort(ports, port);
        }

        if (asked.PortDiscovery)
        {
            var (target, failure) = await around.Objects.GetAsync(
                Workloads.WorkloadObject.TypeOf(scene.Target.Kind),
                scene.Target.Meta.Key,
                cancellationToken
            );
            if (target is null)
                return (null, failure ?? $"{scene.Target.Kind} {scene.Target.Meta.Key} does not exist");
            foreach (var container in Items(target["spec"]?["template"]?["spec"]?["containers"]))
            {
                foreach (var port in Items(container["ports"]))
                    AddPort(ports, Discovered(port));
            }
        }

        return (ports, null);
    }

    private static JsonObject PortOf(CanaryService asked)
    {
        var port = new JsonObject
        {
            ["name"] = asked.PortName,
            ["port"] = asked.Port,
            ["protocol"] = "TCP",
            ["targetPort"] = asked.TargetPort switch
            {
                { Name: { } name } => name,
                { Number: var number } => number,
                null => asked.Port,
            },
        };
        if (asked.AppProtocol is { } protocol)
            port["appProtocol"] = protocol;
        return port;
    }

    private static JsonObject Discovered(JsonObject containerPort)
    {
        var number = (int?)containerPort["containerPort"] ?? 0;
        return new JsonObject
        {
            ["name"] = (string?)containerPort["name"] ?? $"port-{number}",
            ["port"] = number,
            ["protocol"] = (string?)containerPort["protocol"] ?? "TCP",
            ["targetPort"] = (JsonNode?)(string?)containerPort["name"] ?? number,
        };
    }

    // Names and numbers of a Service's ports are different ones.
    private static void AddPort(JsonArray ports, JsonObject port)
    {
        var isKnown = Items(ports)
            .Any(one =>
                (string?)one["name"] == ((string?)port["name"] ?? "")
                || (
                    (int?)one["port"] == (int?)port["port"]
                    && (string?)one["protocol"] == ((string?)port["protocol"] ?? "TCP")
                )
            );
        if (isKnown)
            return;
        var added = port.DeepClone().AsObject();
        // There are several now, so each needs a name.
        added["name"] ??= $"port-{(int?)port["port"]}";
        ports.Add(added);
    }

    private static void Remember(JsonObject service)
    {
        var meta = service["metadata"]!.AsObject();
        if (meta["annotations"] is not JsonObject annotations)
            meta["annotations"] = annotations = [];
        annotations[ServedCanary.OriginalAnnotation] ??= new JsonObject
        {
            ["selector"] = service["spec"]!["selector"]?.DeepClone(),
            ["ports"] = service["spec"]!["ports"]?.DeepClone(),
        }.ToJsonString();
    }

    private static bool IsOwned(JsonObject service, Scene scene) =>
        Items(service["metadata"]?["ownerReferences"]).Any(owner => (string?)owner["uid"] == scene.Canary.Meta.Uid);

    private static void Add(JsonObject made, string part, ImmutableDictionary<string, string> more)
    {
        if (more.IsEmpty)
            return;
        var meta = made["metadata"]!.AsObject();
        if (meta[part] is not JsonObject map)
            meta[part] = map = [];
        foreach (var (name, value) in more)
            map[name] = value;
    }

    private bool IsRight(Scene scene, string name, string pods)
    {
        var asked = scene.Canary.Spec.Service!;
        var target = asked.TargetPort ?? new PortReference(asked.Port, null);
        return Find(scene, name) is { } service
            && service.Selector.Count == 1
            && service.Selector.GetValueOrDefault(scene.Label) == scene.ValueOf(pods)
            && service.Ports.Any(port => port.Port == asked.Port && port.TargetPort == target);
    }

    private ServiceObject? Find(Scene scene, string name) =>
        around.View().Services.GetValueOrDefault(scene.Canary.Meta.Key with { Name = name });

    private static string ServiceOf(Scene scene, bool isStable) =>
        scene.State.IsSwapped == isStable ? ServedOf(scene).Canary : ServedOf(scene).Stable;

    private static ServedCanary ServedOf(Scene scene) => scene.Canary.Served!;

    private static ImmutableHashSet<string> Ready(ClusterView view, Scene scene, string service) =>
        view.Endpoints.GetValueOrDefault(scene.Canary.Meta.Key with { Name = service }) is { } endpoints
            ?
            [
                .. endpoints
                    .Groups.SelectMany(group => group.Addresses)
                    .Where(one => one.IsReady)
                    .Select(one => one.Address),
            ]
            : [];

    private static IEnumerable<JsonObject> Items(JsonNode? list) => (list as JsonArray)?.OfType<JsonObject>() ?? [];
}
