using System.Collections.Immutable;
using Serinus.Routing.Config;

namespace Serinus.Control;

/// <summary>Settings that are read once at start: a change to them is named, not silently ignored.</summary>
public static class RestartNotice
{
    /// <summary>A warning for each such setting that differs from what the program was started with.</summary>
    public static ImmutableArray<Problem> For(EdgeConfig started, EdgeConfig now)
    {
        var notices = ImmutableArray.CreateBuilder<Problem>();
        if (started.Admin?.Address != now.Admin?.Address)
            Add("admin.address", started.Admin?.Address, now.Admin?.Address);
        else if (started.Admin?.BasePath != now.Admin?.BasePath)
            Add("admin.basePath", Quoted(started.Admin?.BasePath), Quoted(now.Admin?.BasePath));
        else if (started.Admin?.TokenFile != now.Admin?.TokenFile)
            Add("admin.tokenFile", started.Admin?.TokenFile, now.Admin?.TokenFile);
        if (!IsSame(started.Kubernetes, now.Kubernetes))
            Add("kubernetes", Text(started.Kubernetes), Text(now.Kubernetes));
        if (started.AccessLog != now.AccessLog)
            Add("accessLog", Text(started.AccessLog), Text(now.AccessLog));
        if (started.Loops != now.Loops)
            Add("loops", $"{started.Loops}", $"{now.Loops}");
        if (!started.Metrics.Buckets.AsSpan().SequenceEqual(now.Metrics.Buckets.AsSpan()))
            Add("metrics.buckets", Text(started.Metrics), Text(now.Metrics));
        if (started.SigningKeyFile != now.SigningKeyFile)
            Add("signingKeyFile", started.SigningKeyFile, now.SigningKeyFile);
        if (!IsSame(started.Acme, now.Acme))
            Add("acme", Text(started.Acme), Text(now.Acme));
        if (!IsSame(started.Fleet, now.Fleet))
            Add("fleet", Text(started.Fleet), Text(now.Fleet));
        if (started.StateFolder != now.StateFolder)
            Add("stateFolder", started.StateFolder, now.StateFolder);
        return notices.ToImmutable();

        void Add(string field, string? before, string? after) =>
            notices.Add(
                new Problem
                {
                    Severity = Severity.Warning,
                    Object = new ObjectId(ObjectId.Edge, ""),
                    Field = field,
                    Message = $"changed from {before ?? "none"} to {after ?? "none"}, but is read at start only",
                    Cure = "restart the program to apply it",
                    Location = now.Origin?.At(field),
                }
            );
    }

    // Records compare arrays by identity; what is read anew has arrays of its own.
    private static bool IsSame(KubernetesConfig? left, KubernetesConfig? right) =>
        left is null || right is null
            ? left == right
            : left with
            {
                Namespaces = right.Namespaces,
                IngressClasses = right.IngressClasses,
                Listeners = right.Listeners,
            } == right
                && left.Namespaces.AsSpan().SequenceEqual(right.Namespaces.AsSpan())
                && left.IngressClasses.AsSpan().SequenceEqual(right.IngressClasses.AsSpan())
                && left.Listeners.AsSpan().SequenceEqual(right.Listeners.AsSpan());

    private static bool IsSame(AcmeConfig? left, AcmeConfig? right) =>
        left is null || right is null
            ? left == right
            : left with { Hosts = right.Hosts } == right && left.Hosts.AsSpan().SequenceEqual(right.Hosts.AsSpan());

    private static bool IsSame(FleetConfig? left, FleetConfig? right) =>
        left is null || right is null
            ? left == right
            : left with { Peers = right.Peers } == right && left.Peers.AsSpan().SequenceEqual(right.Peers.AsSpan());

    private static string? Text(FleetConfig? fleet) =>
        fleet is null ? null : $"{fleet.Peers.Length} peers as they were written";

    private static string? Text(AcmeConfig? acme) =>
        acme is null ? null : $"{acme.Directory} for {string.Join(", ", acme.Hosts)} as it was written";

    private static string? Text(KubernetesConfig? cluster) =>
        cluster is null
            ? null
            : $"the cluster of {cluster.Endpoint ?? cluster.Kubeconfig ?? "this pod"} as it was written";

    private static string Quoted(string? text) => $"\"{text}\"";

    private static string? Text(AccessLogConfig? log) =>
        log is null ? null : $"{log.Format} to {log.Path ?? "standard output"} (queue {log.QueueBytesMax})";

    private static string Text(MetricsConfig metrics) =>
        $"[{string.Join(", ", metrics.Buckets.Select(bound => bound.ToString(System.Globalization.CultureInfo.InvariantCulture)))}]";
}
