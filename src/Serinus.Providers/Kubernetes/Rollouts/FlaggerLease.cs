using System.Globalization;
using System.Text.Json;
using Serinus.Providers.Kubernetes.Api;
using Serinus.Providers.Kubernetes.Objects;

namespace Serinus.Providers.Kubernetes.Rollouts;

/// <summary>Whether a Flagger leads in the cluster: two controllers on one workload would undo each other's work.</summary>
internal sealed class FlaggerLease(IApiServer api, TimeProvider time)
{
    private const string Name = "flagger-leader-election";

    // A Lease says for how long it holds; clocks of two machines differ a little.
    private static readonly TimeSpan grace = TimeSpan.FromSeconds(30);

    /// <summary>Why objects of Flagger may not be acted on; null when they may.</summary>
    public async Task<string?> TroubleAsync(CancellationToken cancellationToken)
    {
        var path = $"/apis/coordination.k8s.io/v1/leases?fieldSelector={Uri.EscapeDataString($"metadata.name={Name}")}";
        using var answer = await api.SendAsync(ApiRequest.Get(path), cancellationToken);
        if (answer.Failure is { } failure)
            return $"whether a Flagger leads cannot be told: {failure.Message}; give the right to list leases of coordination.k8s.io";
        foreach (var lease in ((JsonElement?)answer.Root).Items("items"))
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
            if (isLive)
                return $"Flagger leads ({holder} holds Lease {ObjectReader.Meta(lease!.Value).Key}); end it before, or turn kubernetes.rollouts.flagger off";
        }

        return null;
    }
}
