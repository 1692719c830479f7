using Serinus.Providers.Kubernetes.Annotations;

namespace Serinus.Providers.Kubernetes.Canaries;

/// <summary>Reports what is taken for compatibility and has no effect, so that nobody waits for it.</summary>
internal static class IgnoredFields
{
    private const string Own = "serinus";

    private static readonly string[] meshes = ["kubernetes", "none"];

    public static void Report(CanarySpec spec, ObjectProblems problems)
    {
        if (spec.Provider is { } provider && provider != Own && !meshes.Contains(provider))
            problems.Warn(
                "spec.provider",
                $"{ObjectProblems.Shown(provider)} is not asked: this edge moves the requests that come through it",
                "remove it"
            );
        Ignored("spec.routeRef", spec.RouteRef, "name Ingresses in routeRefs");
        Ignored("spec.upstreamRef", spec.UpstreamRef, "name Ingresses in routeRefs");
        if (spec.CanaryAnalysis is not null)
            problems.Warn("spec.canaryAnalysis", "it is the old name of analysis, and is taken", "rename it");
        if (spec.Service is { } service)
            Report(service, Ignored);
        var analysis = spec.Analysis ?? spec.CanaryAnalysis;
        for (var i = 0; i < (analysis?.Match.Length ?? 0); i++)
            Ignored(
                $"spec.analysis.match[{i}].sourceLabels",
                analysis!.Match[i].SourceLabels,
                "match by a header that the callers set"
            );
        if (analysis?.SessionAffinity is { } affinity)
            Report(affinity, Ignored);

        void Ignored(string field, object? value, string cure)
        {
            if (value is not null)
                problems.Warn(field, "it has no effect", cure);
        }
    }

    private static void Report(CanaryService service, Action<string, object?, string> ignored)
    {
        const string OfIngress = "say it in the Ingress that names the Service, and remove it here";
        ignored("spec.service.hosts", service.Hosts.IsEmpty ? null : service.Hosts, OfIngress);
        ignored("spec.service.match", service.Match, OfIngress);
        ignored("spec.service.rewrite", service.Rewrite, OfIngress);
        ignored("spec.service.headers", service.Headers, OfIngress);
        ignored("spec.service.corsPolicy", service.CorsPolicy, "let the service answer preflight requests");
        ignored("spec.service.retries", service.Retries, "remove it: the edge retries within its own budget");
        ignored("spec.service.timeout", service.Timeout, "remove it: the edge's own time limits apply");
        ignored("spec.service.backendTimeout", service.BackendTimeout, "remove it: the edge's own time limits apply");
        ignored("spec.service.mirror", service.Mirror, "ask for copies by analysis.mirror");
        ignored("spec.service.gateways", service.Gateways, "remove it");
        ignored("spec.service.gatewayRefs", service.GatewayRefs, "remove it");
        ignored("spec.service.trafficPolicy", service.TrafficPolicy, "remove it");
        ignored("spec.service.backends", service.Backends, "remove it");
        ignored("spec.service.meshName", service.MeshName, "remove it");
        ignored("spec.service.delegation", service.Delegation ? service : null, "remove it");
    }

    private static void Report(SessionAffinity affinity, Action<string, object?, string> ignored)
    {
        const string Field = "spec.analysis.sessionAffinity";
        const string Cure =
            "remove it: the cookie is for its host and every path, unseen by scripts, and for https where it came by it";
        ignored($"{Field}.domain", affinity.Domain, Cure);
        ignored($"{Field}.path", affinity.Path is "/" ? null : affinity.Path, Cure);
        ignored($"{Field}.httpOnly", affinity.HttpOnly is true ? null : affinity.HttpOnly, Cure);
        ignored($"{Field}.secure", affinity.Secure, Cure);
        ignored($"{Field}.sameSite", affinity.SameSite is "Lax" ? null : affinity.SameSite, Cure);
        ignored($"{Field}.partitioned", affinity.Partitioned is true ? affinity.Partitioned : null, Cure);
    }
}
