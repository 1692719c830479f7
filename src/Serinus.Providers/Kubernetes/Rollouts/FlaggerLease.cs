using System.Globalization;
using System.Text.Json;
using Serinus.Providers.Kubernetes.Api;
using Serinus.Providers.Kubernetes.Objects;

namespace Serinus.Providers.Kubernetes.Rollouts;

/// <summary>Whether a Flagger leads in the cluster: two controllers on one workload would undo each other's work.</summary>
/// <param name="api">The API server.</param>
/// <param name="ns">Where its Lease would be; anywhere when null.</param>
/// <param name="time">The clock.</param>
internal sealed class FlaggerLease(IApiServer api, string? ns, TimeProvider time)
{
    private const string Name = "flagger-leader-election";

    private static readonly ResourceType type = new("coordination.k8s.io", "v1", "leases");

    // A Lease says for how long it holds; clocks of two machines differ a little.
    private static readonly TimeSpan grace = TimeSpan.FromSeconds(30);

    /// <summary>What says that a Flagger leads, as it was seen last; null when none does, or when that is not known.</summary>
    public string? Leader { get; private set; }

    /// <summary>Why objects of Flagger may not be acted on; null when they may.</summary>
    public async Task<string?> TroubleAsync(CancellationToken cancellationToken)
    {
        var path = ns is null
            ? $"{type.ListPath("")}?fieldSelector={Uri.EscapeDataString($"metadata.name={Name}")}"
            : type.PathOf(ns, Name);
        using var answer = await api.SendAsync(ApiRequest.Get(path), cancellationToken);
        if (answer.Failure is { Kind: FailureKind.NotFound } && ns is not null)
            return Leader = null;
        if (answer.Failure is { } failure)
        {
            // What is not known now was known before: who led then is taken to lead still.
            var right = ns is null
                ? "list leases of coordination.k8s.io, or name flaggerNamespace"
                : $"get leases of coordination.k8s.io in {ns}";
            return $"whether a Flagger leads cannot be told: {failure.Message}; give the right to {right}";
        }

        JsonElement?[] leases = ns is null ? [.. ((JsonElement?)answer.Root).Items("items")] : [answer.Root];
        return Leader = leases.Select(LeaderBy).FirstOrDefault(text => text is not null);
    }

    private string? LeaderBy(JsonElement? lease)
    {
        var spec = lease.Field("spec");
        var holder = spec.Text("holderIdentity");
        var seconds = spec.Whole("leaseDurationSeconds") ?? 60;
        var isLive =
            !string.IsNullOrEmpty(holder)
            && DateTimeOffset.TryParse(
                spec.Text("renewTime"),
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal,
                out var renewed
            )
            && renewed + TimeSpan.FromSeconds(seconds) + grace > time.GetUtcNow();
        return isLive
            ? $"Flagger leads ({holder} holds Lease {ObjectReader.Meta(lease!.Value).Key}); end it before, or turn kubernetes.rollouts.flagger off"
            : null;
    }
}
