using System.Globalization;
using Serinus.Providers.Kubernetes.Annotations;
using Serinus.Routing.Match;

namespace Serinus.Providers.Kubernetes.Ingresses;

/// <summary>Response headers that tell browsers to be careful, as Traefik 1.7 had them.</summary>
internal static class SecurityHeaders
{
    /// <summary>The fields that annotations ask for.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Read(AnnotationReader reader)
    {
        foreach (var field in Given(reader))
        {
            if (Token.IsFieldValue(field.Value) && !field.Value.Any(c => c > '~'))
                yield return field;
            else
                reader.Problems.Warn(
                    "metadata.annotations",
                    $"{ObjectProblems.Shown(field.Value)} may not stand in header {field.Key}, which is left out",
                    "use plain ASCII without line ends"
                );
        }
    }

    private static IEnumerable<KeyValuePair<string, string>> Given(AnnotationReader reader)
    {
        if (StrictTransport(reader) is { } strict)
            yield return new("Strict-Transport-Security", strict);
        if (reader.Text("custom-frame-options-value") is { } frame)
            yield return new("X-Frame-Options", frame.Value);
        else if (reader.Flag("frame-deny") ?? false)
            yield return new("X-Frame-Options", "DENY");
        if (reader.Flag("content-type-nosniff") ?? false)
            yield return new("X-Content-Type-Options", "nosniff");
        if (reader.Text("custom-browser-xss-value") is { } script)
            yield return new("X-Xss-Protection", script.Value);
        else if (reader.Flag("browser-xss-filter") ?? false)
            yield return new("X-Xss-Protection", "1; mode=block");
        if (reader.Text("content-security-policy") is { } content)
            yield return new("Content-Security-Policy", content.Value);
        if (reader.Text("public-key") is { } key)
            yield return new("Public-Key-Pins", key.Value);
        if (reader.Text("referrer-policy") is { } referrer)
            yield return new("Referrer-Policy", referrer.Value);
    }

    private static string? StrictTransport(AnnotationReader reader)
    {
        var isForced = reader.Flag("force-hsts") ?? false;
        var hasSubdomains = reader.Flag("hsts-include-subdomains") ?? false;
        var isPreloaded = reader.Flag("hsts-preload") ?? false;
        if (reader.Whole("hsts-max-age") is not { } age || age <= 0)
            return null;
        if (!isForced)
        {
            reader.Problems.Warn(
                reader.Find(AnnotationPrefixes.Traefik, "hsts-max-age")!.Field,
                "Strict-Transport-Security is not sent: it cannot be told apart here which answers go out by TLS",
                "set force-hsts to \"true\" when clients reach the hosts by https alone"
            );
            return null;
        }

        var text = age.ToString(CultureInfo.InvariantCulture);
        return $"max-age={text}{(hasSubdomains ? "; includeSubDomains" : "")}{(isPreloaded ? "; preload" : "")}";
    }
}
