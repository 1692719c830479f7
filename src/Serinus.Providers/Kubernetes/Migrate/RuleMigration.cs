using System.Buffers;
using System.Text.RegularExpressions;
using Serinus.Providers.Kubernetes.Manifests;
using Serinus.Providers.Tree;

namespace Serinus.Providers.Kubernetes.Migrate;

/// <summary>Writes the rules of an Ingress as <c>networking.k8s.io/v1</c> wants them.</summary>
internal sealed partial class RuleMigration(MigrationOptions options, string? ruleType, MigrationReport report)
{
    private static readonly SearchValues<char> traefikSigns = SearchValues.Create("{,;");
    private static readonly SearchValues<char> nginxSigns = SearchValues.Create(@"([{*\^|$");

    /// <summary>A rule; null when nothing of it can be said.</summary>
    public MapNode? Rule(Node rule, int index)
    {
        var field = $"rules[{index}]";
        var host = rule.Text("host");
        if (host is { Length: > 0 } && !HostPattern().IsMatch(host))
        {
            report.Missing(
                rule.At("host")!,
                $"{field}.host",
                $"{ScalarNode.Shown(host, quoted: true)} is no host an API server takes, and the rule is left out",
                "write a host in lower case, or *. and the rest of one, and a rule for each"
            );
            return null;
        }

        var paths = rule.Items("http", "paths");
        Node[] migrated = [.. paths.Select((path, i) => Path(path, $"{field}.paths[{i}]")).OfType<Node>()];
        // A rule that lost all its paths must not become one that sends its host to the default backend.
        if (rule.At("http") is not null && migrated.Length == 0)
            return null;
        return NodeMaking.Map(
            ("host", host is { Length: > 0 } ? NodeMaking.Text(host) : null),
            ("http", rule.At("http") is null ? null : NodeMaking.Map(("paths", NodeMaking.List(migrated))))
        );
    }

    /// <summary>A backend in either form; null when it names none.</summary>
    public Node? Backend(Node backend, string field)
    {
        if (backend.At("resource") is not null)
        {
            report.Missing(
                backend.At("resource")!,
                $"{field}.resource",
                "is not served, and is left out",
                "name a Service in its place"
            );
            return null;
        }

        if (backend.At("service") is { } current)
            return NodeMaking.Map(("service", current));
        var port = backend.Text("servicePort") ?? "";
        if (backend.Text("serviceName") is not { Length: > 0 } name || port is "" or "0")
        {
            report.Missing(
                backend,
                field,
                "names no Service and port, and is left out",
                "give serviceName and servicePort"
            );
            return null;
        }

        // A number in quotes is a number to the old versions, too.
        var reference = int.TryParse(port, out var number)
            ? ("number", NodeMaking.Number(number))
            : ("name", NodeMaking.Text(port));
        return NodeMaking.Map(
            ("service", NodeMaking.Map(("name", NodeMaking.Text(name)), ("port", NodeMaking.Map(reference))))
        );
    }

    private MapNode? Path(Node path, string field)
    {
        var text = path.Text("path") is { Length: > 0 } given ? given : "/";
        if (Trouble(text) is { } trouble)
        {
            report.Missing(
                path.At("path") ?? path,
                $"{field}.path",
                $"{ScalarNode.Shown(text, quoted: true)} {trouble}, and is left out",
                "write each path it stands for as a path of its own, beginning with /"
            );
            return null;
        }

        if (path.At("backend") is not { } old || Backend(old, $"{field}.backend") is not { } backend)
            return null;
        return NodeMaking.Map(
            ("path", NodeMaking.Text(text)),
            ("pathType", NodeMaking.Text(PathType(path, text, field))),
            ("backend", backend)
        );
    }

    private string PathType(Node path, string text, string field)
    {
        if (path.Text("pathType") is "Exact" or "Prefix")
            return path.Text("pathType")!;
        if (ruleType is "Path" or "PathStrip" && path.Text("path") is { Length: > 0 })
            return "Exact";
        if (options.Source != MigrationSource.Traefik || text == "/")
            return "Prefix";
        if (options.IsCompat)
            return "ImplementationSpecific";
        if (text.EndsWith('/'))
            return "Prefix";
        report.Different(
            path.At("path") ?? path,
            $"{field}.path",
            $"{text} took {text}-v2 too, as Traefik 1.7 compares texts; a Prefix takes {text} and what is below {text}/",
            "nothing, or --compat where clients rely on it"
        );
        return "Prefix";
    }

    private string? Trouble(string text) =>
        !text.StartsWith('/') ? "does not begin with /"
        : options.Source == MigrationSource.Traefik && text.AsSpan().ContainsAny(traefikSigns)
            ? "is a pattern of Traefik"
        : options.Source == MigrationSource.Nginx && text.AsSpan().ContainsAny(nginxSigns) ? "is a pattern of nginx"
        : Refused().IsMatch(text) ? "is refused by API servers"
        : null;

    // RFC 1123 names, with an asterisk for the first label alone.
    [GeneratedRegex(@"^(\*\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$")]
    private static partial Regex HostPattern();

    // What the validation of networking.k8s.io/v1 keeps out of Prefix and Exact.
    [GeneratedRegex(@"//|/\.\.?(/|$)|%2[fF]")]
    private static partial Regex Refused();
}
