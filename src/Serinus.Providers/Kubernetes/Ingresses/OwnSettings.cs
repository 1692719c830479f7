using System.Collections.Immutable;
using System.Text;
using Serinus.Providers.Kubernetes.Annotations;
using Serinus.Routing.Config;
using Serinus.Routing.Match;

namespace Serinus.Providers.Kubernetes.Ingresses;

/// <summary>What our own annotations ask for, beside weights.</summary>
/// <param name="Cohort">How users are kept on an arm, or null.</param>
/// <param name="Force">Who may choose the arm, or null.</param>
/// <param name="CanaryHost">Host that always reaches the canary, or null.</param>
/// <param name="IsCompat">Whether paths without a type are compared as texts.</param>
internal sealed record OwnSettings(CohortConfig? Cohort, ForceConfig? Force, string? CanaryHost, bool IsCompat)
{
    /// <summary>Reads the annotations of an Ingress.</summary>
    public static OwnSettings Read(AnnotationReader reader) =>
        new(CohortOf(reader), ForceOf(reader), CanaryHostOf(reader), IsCompatOf(reader));

    private static Annotation? Own(AnnotationReader reader, string name) => reader.Find(AnnotationPrefixes.Own, name);

    private static CohortConfig? CohortOf(AnnotationReader reader)
    {
        var policy = CohortPolicy.Drain;
        if (Own(reader, OwnAnnotations.CohortPolicy) is { } said)
        {
            if (said.Value is "evict")
                policy = CohortPolicy.Evict;
            else if (said.Value is not "drain")
                reader.Problems.Error(
                    said.Field,
                    $"{ObjectProblems.Shown(said.Value)} is no policy, so users are drained",
                    "write drain or evict"
                );
            if (Own(reader, OwnAnnotations.Cohort) is null)
                reader.Problems.Warn(
                    said.Field,
                    "it has no effect without serinus.dev/cohort",
                    "write serinus.dev/cohort: cookie, or remove it"
                );
        }

        if (Own(reader, OwnAnnotations.Cohort) is not { } found)
            return null;
        var parts = found.Value.Split(':', 2, StringSplitOptions.TrimEntries);
        var name = parts.Length == 2 ? parts[1] : null;
        if (name is null || Token.IsToken(name))
        {
            switch (parts[0])
            {
                case "cookie":
                    return new CohortConfig { Name = name, Policy = policy };
                case "header" when name is not null:
                    return new CohortConfig
                    {
                        By = CohortKey.Header,
                        Name = name,
                        Policy = policy,
                    };
                case "client-ip" when name is null:
                    return new CohortConfig { By = CohortKey.ClientIp, Policy = policy };
                default:
                    break;
            }
        }

        reader.Problems.Error(
            found.Field,
            $"{ObjectProblems.Shown(found.Value)} says of nobody who he is, so requests are split one by one",
            "write cookie, cookie:NAME, header:NAME or client-ip"
        );
        return null;
    }

    private static ForceConfig? ForceOf(AnnotationReader reader)
    {
        var from = Own(reader, OwnAnnotations.ForceFrom);
        if (Own(reader, OwnAnnotations.ForceHeader) is not { } header)
        {
            if (from is not null)
                reader.Problems.Warn(
                    from.Field,
                    "it has no effect without serinus.dev/force-header",
                    "name the header, or remove it"
                );
            return null;
        }

        var isOwn =
            Token.IsToken(header.Value)
            && KnownHeaders.Identify(Encoding.ASCII.GetBytes(header.Value)) == KnownHeader.Other;
        if (!isOwn)
        {
            reader.Problems.Error(
                header.Field,
                $"{ObjectProblems.Shown(header.Value)} cannot carry a choice, so nobody may choose",
                "use a name of its own, such as X-Canary"
            );
            return null;
        }

        var networks = from is null ? [] : AnnotationReader.Items(from.Value);
        if (networks.IsEmpty)
            reader.Problems.Warn(
                header.Field,
                "nobody may use it, as no network is trusted to",
                "list networks in serinus.dev/force-from, such as 10.0.0.0/8"
            );
        else if (!NetworkSet.TryParse(networks, out _, out var bad))
        {
            reader.Problems.Error(
                from!.Field,
                $"{ObjectProblems.Shown(networks[bad])} is no network, so nobody may choose",
                "write networks such as 10.0.0.0/8 with commas between them"
            );
            networks = [];
        }

        return new ForceConfig { Header = header.Value, From = networks };
    }

    private static string? CanaryHostOf(AnnotationReader reader)
    {
        if (Own(reader, OwnAnnotations.CanaryHost) is not { } found)
            return null;
        if (found.Value.Length > 0)
            return HostNames.Read(found.Value, found.Field, reader.Problems);
        reader.Problems.Error(found.Field, "it names no host", "write a host such as canary.example.com, or remove it");
        return null;
    }

    private static bool IsCompatOf(AnnotationReader reader)
    {
        if (Own(reader, OwnAnnotations.Compat) is not { } found)
            return false;
        if (found.Value == OwnAnnotations.CompatTraefik)
            return true;
        reader.Problems.Error(
            found.Field,
            $"{ObjectProblems.Shown(found.Value)} is nothing to be compatible with",
            $"write {OwnAnnotations.CompatTraefik}, or remove it"
        );
        return false;
    }
}
