using System.Collections.Immutable;
using Serinus.Providers.Kubernetes.Annotations;
using Serinus.Providers.Kubernetes.Objects;
using Serinus.Rollouts.Spec;

namespace Serinus.Providers.Kubernetes.Canaries;

/// <summary>Says who hears of a Canary. An alert that cannot be told holds nobody up: it is a warning.</summary>
internal sealed class AlertReader(CanaryObject canary, CanaryReferences references, ObjectProblems problems)
{
    public ImmutableArray<AlertSpec> Read(ImmutableArray<CanaryAlert> alerts, string field) =>
        [.. alerts.Select((alert, i) => AlertOf(alert, $"{field}[{i}].providerRef")).OfType<AlertSpec>()];

    private AlertSpec? AlertOf(CanaryAlert alert, string field)
    {
        var key = new ObjectKey(alert.ProviderRef.Namespace ?? canary.Meta.Key.Namespace, alert.ProviderRef.Name);
        if (!references.AlertProviders.TryGetValue(key, out var provider))
        {
            problems.Warn(field, $"there is no AlertProvider {key}, so nobody hears", "make it, or correct the name");
            return null;
        }

        if (provider.Spec is not { } spec)
        {
            problems.Warn(
                field,
                $"AlertProvider {key} cannot be read, so nobody hears",
                "correct it; its own problems say where"
            );
            return null;
        }

        SecretObject? secret = null;
        if (spec.SecretRef is { } reference)
        {
            // A provider gives what its own namespace holds and nothing else.
            var named = new ObjectKey(key.Namespace, reference.Name);
            if (!references.Secrets.TryGetValue(named, out secret))
            {
                problems.Warn(
                    field,
                    $"Secret {named} of AlertProvider {key} cannot be read, so nobody hears",
                    "make it, or correct the name"
                );
                return null;
            }
        }

        if ((secret?.Text("address") ?? spec.Address) is not { Length: > 0 } address)
        {
            problems.Warn(
                field,
                $"AlertProvider {key} has no address, so nobody hears",
                "add spec.address, or address to its Secret"
            );
            return null;
        }

        return new AlertSpec
        {
            Name = alert.Name,
            Severity = alert.Severity,
            Kind = KindOf(spec.Type),
            Address = address,
            Channel = spec.Channel,
            Username = spec.Username,
            Token = secret?.Text("token"),
        };
    }

    private static AlertKind KindOf(AlertProviderType type) =>
        type switch
        {
            AlertProviderType.MsTeams => AlertKind.Teams,
            AlertProviderType.Discord => AlertKind.Discord,
            AlertProviderType.GoogleChat => AlertKind.GoogleChat,
            AlertProviderType.Json => AlertKind.Json,
            AlertProviderType.CloudEvent => AlertKind.CloudEvent,
            _ => AlertKind.Slack,
        };
}
