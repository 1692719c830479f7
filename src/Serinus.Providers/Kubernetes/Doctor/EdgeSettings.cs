using Serinus.Providers.Kubernetes.Manifests;
using Serinus.Providers.Tree;

namespace Serinus.Providers.Kubernetes.Doctor;

/// <summary>The command line and the configuration file of an edge, beside the pod it runs in.</summary>
internal static class EdgeSettings
{
    public static IEnumerable<Finding> Check(ManifestSet set) =>
        set.Edges.SelectMany(edge =>
            ConfigFile(edge, set).Concat(PlainTls(edge)).Concat(OpenAdmin(edge)).Concat(Grace(edge)).Concat(Dns(edge))
        );

    private static IEnumerable<Finding> ConfigFile(Edge edge, ManifestSet set)
    {
        if (edge.Config is { Tree: null } broken)
            yield return broken.Holder.Error(
                broken.Text,
                "the configuration inside cannot be parsed",
                "the edge does not start",
                "serinus check --config FILE names line and column"
            );
        var argument = edge.Argument(edge.IsSerinus ? "config" : "configfile");
        var files = MountedFile.Of(edge, set).ToArray();
        if (EdgeFile.Path(edge) is not { } path || argument is null)
            yield break;
        // What another kind of volume or the image itself holds is not known here.
        var isElsewhere =
            files.Length == 0
            || !files.Any(file => path.StartsWith(file.Folder + "/", StringComparison.Ordinal))
            || files.Any(file => file.Holder is null);
        if (isElsewhere || files.Any(file => file.Path == path || file.Folder == path.TrimEnd('/')))
            yield break;
        yield return edge.Object.Error(
            argument,
            $"{path} is not among the files mounted there",
            "the edge starts without its configuration, or not at all",
            $"name one of them: {string.Join(", ", files.Select(file => file.Path))}"
        );
    }

    private static IEnumerable<Finding> PlainTls(Edge edge)
    {
        if (edge.IsSerinus || edge.Config is not { Tree: { } tree } file)
            yield break;
        foreach (var point in tree.Entries("entryPoints"))
        {
            var address = point.Value.Text("address") ?? "";
            var isHttps =
                address.EndsWith(":443", StringComparison.Ordinal)
                || point.Key.Equals("https", StringComparison.OrdinalIgnoreCase);
            if (!isHttps || point.Value.Entry("tls") is not null)
                continue;
            yield return file.Holder.Warning(
                file.Place(point.Value),
                $"entry point {point.Key} ({address}) has no tls",
                $"{address} speaks plaintext HTTP; right only when a load balancer in front ends TLS",
                $"add [entryPoints.{point.Key}.tls], or point the load balancer at a port that nobody takes for HTTPS"
            );
        }
    }

    private static IEnumerable<Finding> OpenAdmin(Edge edge)
    {
        if (!edge.Workload.IsOnHostNetwork)
            yield break;
        const string meaning =
            "whoever reaches a node reads routes, addresses of pods and metrics there, and needs no login";
        if (
            edge.Argument("web") is { } web
            && !(edge.Option("web.address") ?? "").StartsWith("127.", StringComparison.Ordinal)
        )
            yield return edge.Object.Warning(
                web,
                $"--web opens the admin endpoint on {edge.Option("web.address") ?? ":8080"} of every node",
                meaning,
                "bind it to 127.0.0.1 (probes of a hostNetwork pod reach it with host: 127.0.0.1), or close the port to strangers"
            );
        if (
            edge.IsSerinus
            && edge.Config is { Tree: { } tree } file
            && tree.At("admin", "address") is ScalarNode address
        )
        {
            if (
                !address.Text.StartsWith("127.", StringComparison.Ordinal)
                && !address.Text.StartsWith("[::1]", StringComparison.Ordinal)
            )
                yield return file.Holder.Warning(
                    file.Place(address),
                    $"admin.address {address.Text} is open on every node",
                    meaning,
                    "use 127.0.0.1:8080, and host: 127.0.0.1 in the probes"
                );
        }
    }

    private static IEnumerable<Finding> Grace(Edge edge)
    {
        // Kubernetes gives 30 seconds when nothing is said.
        var grace = edge.Workload.Spec.Whole("terminationGracePeriodSeconds") ?? 30;
        var drain = Drain(edge);
        if (drain.TotalSeconds <= grace)
            yield break;
        yield return edge.Object.Warning(
            edge.Workload.Spec.At("terminationGracePeriodSeconds") ?? edge.Workload.Spec,
            $"terminationGracePeriodSeconds {grace} is shorter than the drain of {drain.TotalSeconds:0} seconds",
            "requests in flight are cut when a node is drained or a rollout goes on",
            $"set it to {Math.Ceiling(drain.TotalSeconds) + 5:0} or more"
        );
    }

    private static TimeSpan Drain(Edge edge)
    {
        var tree = edge.Config?.Tree;
        if (edge.IsSerinus)
            return Span(tree.Text("drainDelay"), TimeSpan.Zero)
                + Span(tree.Text("drainTime"), TimeSpan.FromSeconds(30));
        return Span(
                edge.Option("lifecycle.requestacceptgracetimeout")
                    ?? tree.Text("lifeCycle", "requestAcceptGraceTimeout"),
                TimeSpan.Zero
            )
            + Span(
                edge.Option("lifecycle.gracetimeout") ?? tree.Text("lifeCycle", "graceTimeOut"),
                TimeSpan.FromSeconds(10)
            );
    }

    private static TimeSpan Span(string? text, TimeSpan otherwise) =>
        text is null ? otherwise : SpanText.Parse(text) ?? otherwise;

    private static IEnumerable<Finding> Dns(Edge edge)
    {
        if (edge.Workload.IsOnHostNetwork && edge.Workload.Spec.Text("dnsPolicy") is null)
            yield return edge.Object.Note(
                edge.Workload.Spec.At("hostNetwork"),
                "hostNetwork without dnsPolicy",
                "names are asked of the node's resolver, which does not know the cluster's Services",
                "set dnsPolicy: ClusterFirstWithHostNet where ExternalName Services or host names of the cluster are used"
            );
    }
}
