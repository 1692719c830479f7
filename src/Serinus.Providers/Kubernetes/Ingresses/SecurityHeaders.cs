using System.Globalization;
using Serinus.Providers.Kubernetes.Annotations;
using Serinus.Routing.Config;
using Serinus.Routing.Match;

namespace Serinus.Providers.Kubernetes.Ingresses;

/// <summary>Response headers that tell browsers to be careful, as Traefik 1.7 had them.</summary>
internal static class SecurityHeaders
{
    // A hundred years, in seconds.
    private const long AgeMax = 36_500L * 24 * 3600;

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

    /// <summary>HSTS on answers over TLS alone, or null.</summary>
    public static HstsConfig? StrictTransport(AnnotationReader reader)
    {
        if ((reader.Flag("force-hsts") ?? false) || Age(reader) is not { } age)
            return null;
        var config = new HstsConfig
        {
            MaxAge = TimeSpan.FromSeconds(age),
            IncludeSubdomains = reader.Flag("hsts-include-subdomains") ?? false,
        };
        if (!(reader.Flag("hsts-preload") ?? false))
            return config;
        if (config.IncludeSubdomains && config.MaxAge >= TimeSpan.FromDays(365))
            return config with { Preload = true };
        reader.Problems.Warn(
            reader.Find(AnnotationPrefixes.Traefik, "hsts-preload")!.Field,
            "browsers preload only hosts with hsts-include-subdomains and an hsts-max-age of a year, so it is left out",
            "set both, or remove it"
        );
        return config;
    }

    private static IEnumerable<KeyValuePair<string, string>> Given(AnnotationReader reader)
    {
        if (StrictEverywhere(reader) is { } strict)
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

    /// <summary>The field on every answer, as <c>force-hsts</c> asks for it where TLS ends in front of the edge.</summary>
    private static string? StrictEverywhere(AnnotationReader reader)
    {
        if (!(reader.Flag("force-hsts") ?? false) || Age(reader) is not { } age)
            return null;
        var hasSubdomains = reader.Flag("hsts-include-subdomains") ?? false;
        var isPreloaded = reader.Flag("hsts-preload") ?? false;
        var text = age.ToString(CultureInfo.InvariantCulture);
        return $"max-age={text}{(hasSubdomains ? "; includeSubDomains" : "")}{(isPreloaded ? "; preload" : "")}";
    }

    private static long? Age(AnnotationReader reader) =>
        reader.Whole("hsts-max-age") is > 0 and var age ? Math.Min(age, AgeMax) : null;
}
