using System.Text.Json.Nodes;
using Serinus.Control;
using Serinus.Routing;
using Serinus.Routing.Config;

namespace Serinus.Admin.Traefik;

/// <summary>What is served, in the shape of <c>/api/providers</c>: a frontend for each route, and a backend of its name with a server for each endpoint. Nothing in it is secret.</summary>
internal static class ProvidersPage
{
    // Weights are whole numbers there, and share 100 % in thousandths.
    private const decimal WholeWeight = 100_000;

    public static JsonObject Of(EdgeStatus status)
    {
        var page = new JsonObject();
        if (status.Live?.Snapshot is not { } snapshot)
            return page;
        var listeners = snapshot.Listeners.Select(listener => listener.Name).ToArray();
        var owners = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var fragment in status.Fragments)
        {
            foreach (var route in fragment.Routes)
                owners.TryAdd(route.Name, fragment.Provider);
        }

        foreach (var route in snapshot.Routes)
        {
            // A route that could not be read anew is served from what was said before, and nobody owns it for the moment.
            var owner = owners.GetValueOrDefault(route.Name, "");
            if (page[owner] is not JsonObject provider)
                page[owner] = provider = new JsonObject
                {
                    ["backends"] = new JsonObject(),
                    ["frontends"] = new JsonObject(),
                };
            provider["backends"]!.AsObject()[route.Name] = Backend(route);
            provider["frontends"]!.AsObject()[route.Name] = Frontend(route, listeners);
        }

        return page;
    }

    private static JsonObject Backend(Route route)
    {
        var servers = new JsonObject();
        var total = route.Backends.Sum(backend => backend.Weight);
        foreach (var backend in route.Backends)
        {
            var endpoints = backend.Service?.Endpoints ?? [];
            for (var i = 0; i < endpoints.Length; i++)
                servers[$"{backend.Name}-{i}"] = new JsonObject
                {
                    ["url"] = endpoints[i].Address,
                    ["weight"] = total == 0 ? 0 : (int)(WholeWeight * backend.Weight / total / endpoints.Length),
                };
        }

        return new JsonObject
        {
            ["servers"] = servers,
            ["loadBalancer"] = new JsonObject { ["method"] = "wrr" },
        };
    }

    private static JsonObject Frontend(Route route, string[] listeners)
    {
        var config = route.Config;
        var rules = new JsonObject();
        if (!config.Hosts.IsEmpty)
            rules["host"] = Rule($"Host:{string.Join(',', config.Hosts)}");
        if (config.Path is { } path)
            rules["path"] = Rule($"{(path.Kind == PathKind.Exact ? "Path" : "PathPrefix")}:{path.Value}");
        return new JsonObject
        {
            ["entryPoints"] = new JsonArray([
                .. (config.Listeners.IsEmpty ? listeners : [.. config.Listeners]).Select(name =>
                    JsonValue.Create(name)
                ),
            ]),
            ["backend"] = route.Name,
            ["routes"] = rules,
            ["passHostHeader"] = !config.Filters.Any(filter => filter.Rewrite is { EndpointHost: true }),
            ["priority"] = config.Priority,
        };
    }

    private static JsonObject Rule(string rule) => new() { ["rule"] = rule };
}
