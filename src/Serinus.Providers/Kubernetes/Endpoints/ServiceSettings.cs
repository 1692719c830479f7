using System.Globalization;
using Serinus.Providers.Kubernetes.Annotations;
using Serinus.Providers.Kubernetes.Objects;
using Serinus.Providers.Tree;
using Serinus.Routing.Config;
using Serinus.Routing.Match;

namespace Serinus.Providers.Kubernetes.Endpoints;

/// <summary>What the annotations of a Service ask for.</summary>
/// <param name="IsSticky">Whether a client stays on one endpoint.</param>
/// <param name="Cookie">Name of the cookie that keeps it there, or null.</param>
/// <param name="EjectsOnServerErrors">Whether 5xx answers count against an endpoint.</param>
/// <param name="BodyBytesMax">Largest request body; 0 for none of its own.</param>
internal sealed record ServiceSettings(bool IsSticky, string? Cookie, bool EjectsOnServerErrors, long BodyBytesMax)
{
    private static readonly ServiceSettings none = new(false, null, false, 0);

    /// <summary>Reads the annotations of a Service.</summary>
    public static ServiceSettings Read(ServiceObject service, ObjectProblems problems)
    {
        if (service.Meta.Annotations.Count == 0)
            return none;
        var reader = new AnnotationReader(service.Meta.Annotations, AnnotationTarget.Service, problems);
        reader.ReportOthers();
        var old = reader.Find(AnnotationPrefixes.None, "traefik.backend.loadbalancer.sticky");
        var isSticky = reader.Flag("affinity") ?? (old is not null && (reader.Flag(old) ?? false));
        return new ServiceSettings(isSticky, CookieOf(reader), IsDynamic(reader), BodyLimit(reader));
    }

    /// <summary>The service with these settings.</summary>
    public ServiceConfig Apply(ServiceConfig config) =>
        config with
        {
            Session = IsSticky ? new SessionConfig { Cookie = Cookie } : null,
            Ejection = EjectsOnServerErrors ? config.Ejection with { ServerErrors = true } : config.Ejection,
        };

    private static string? CookieOf(AnnotationReader reader) =>
        // Characters that may not stand in a cookie's name become underscores, as Traefik 1.7 wrote them.
        reader.Text("session-cookie-name")
            is { } name
            ? string.Concat(name.Value.Select(c => Token.IsToken(c.ToString()) ? c : '_'))
            : null;

    private static bool IsDynamic(AnnotationReader reader)
    {
        if (reader.Text("load-balancer-method") is not { } method)
            return false;
        if (method.Value is "drr")
        {
            reader.Problems.Warn(
                method.Field,
                "weights follow no error rate: instead an endpoint that answers 5xx several times in a row is left alone for a while",
                "remove it if 5xx answers of the service are no sign of a broken pod"
            );
            return true;
        }

        if (method.Value is not "wrr")
            reader.Problems.Warn(
                method.Field,
                $"{ObjectProblems.Shown(method.Value)} is no way to pick endpoints, so they are picked in turn",
                "write wrr or drr, or remove it"
            );
        return false;
    }

    private static long BodyLimit(AnnotationReader reader)
    {
        if (reader.Text("buffering") is not { } found)
            return 0;
        var parsed = YamlText.Parse(found.Value);
        if (parsed.Breakage is not null || parsed.Documents.Length != 1 || parsed.Documents[0] is not MapNode map)
        {
            reader.Problems.Error(
                found.Field,
                "it is no map in YAML, so request bodies have no limit of the Service's own",
                "write a line such as maxRequestBodyBytes: 10485760"
            );
            return 0;
        }

        var limit = 0L;
        foreach (var entry in map.Entries)
        {
            if (!entry.Key.Equals("maxrequestbodybytes", StringComparison.OrdinalIgnoreCase))
                reader.Problems.Warn(
                    found.Field,
                    $"{ObjectProblems.Shown(entry.Key)} has no effect: bodies are streamed, not stored",
                    "keep maxRequestBodyBytes alone"
                );
            else if (
                entry.Value is ScalarNode scalar
                && long.TryParse(scalar.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes)
            )
                limit = bytes;
            else
                reader.Problems.Error(
                    found.Field,
                    $"maxRequestBodyBytes is {entry.Value.Words}, so request bodies have no limit of the Service's own",
                    "write a number of bytes"
                );
        }

        return limit;
    }
}
