using System.Globalization;
using System.Text.Json;
using Serinus.Providers.Kubernetes.Api;
using Serinus.Providers.Kubernetes.Objects;

namespace Serinus.Providers.Kubernetes.Status;

/// <summary>
/// One of all replicas writes to the cluster: the holder of a Lease (coordination.k8s.io). It renews the Lease; when it stops, another takes it.
/// Times of other machines are not compared with ours: a Lease has run out when it has not changed for its duration by our own clock.
/// </summary>
/// <param name="api">The API server.</param>
/// <param name="ns">Namespace of the Lease.</param>
/// <param name="identity">Name of this replica.</param>
/// <param name="time">The clock.</param>
/// <param name="name">Name of the Lease.</param>
internal sealed class LeaderLease(IApiServer api, string ns, string identity, TimeProvider time, string name)
{
    /// <summary>The Lease of who writes statuses of Ingresses, and Events.</summary>
    public const string Reporting = "serinus-ingress-controller";

    /// <summary>The Lease of who leads rollouts.</summary>
    public const string Rollouts = "serinus-rollout-controller";

    /// <summary>How long a Lease lasts that is not renewed.</summary>
    public static readonly TimeSpan Duration = TimeSpan.FromSeconds(15);

    /// <summary>How often it is renewed, or looked at.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <summary>A holder that could not renew for this long no longer writes: before anybody else may take the Lease.</summary>
    private static readonly TimeSpan renewDeadline = TimeSpan.FromSeconds(10);

    private static readonly ResourceType type = new("coordination.k8s.io", "v1", "leases");

    /// <summary>Pod this replica runs in; a holder of that pod is an earlier process of it, and gone. Null outside of pods.</summary>
    public string? Pod { get; init; }

    private string seenVersion = "";
    private long seenAt;
    private bool hasHolder;
    private long? renewedAt;

    /// <summary>How often it has changed hands, as far as was seen: a holder of a lower number is one of the past.</summary>
    public int Transitions { get; private set; }

    /// <summary>Whether somebody, this replica or another, was seen to hold and renew it lately.</summary>
    public bool IsAnybodys => hasHolder && time.GetElapsedTime(seenAt) < Duration;

    /// <summary>When it was last seen to be renewed, as a timestamp of the clock.</summary>
    public long RenewedAt => seenAt;

    /// <summary>Whether this replica may write now.</summary>
    public bool IsHeld => renewedAt is { } at && time.GetElapsedTime(at) < renewDeadline;

    /// <summary>Takes the Lease if it is free, renews it if it is ours.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="mayTake">Whether it is taken; else it is only looked at.</param>
    /// <returns>Why it could not be asked for; null otherwise, held or not.</returns>
    public async Task<ApiFailure?> TryAsync(CancellationToken cancellationToken, bool mayTake = true)
    {
        var asked = time.GetTimestamp();
        using var answer = await api.SendAsync(ApiRequest.Get(type.PathOf(ns, name)), cancellationToken);
        if (answer.Failure?.Kind == FailureKind.NotFound && !mayTake)
            return null;
        if (answer.Failure?.Kind == FailureKind.NotFound)
            return await WriteAsync(HttpMethod.Post, type.ListPath(ns), null, 0, asked, cancellationToken);
        if (answer.Failure is { } failure)
            return failure;

        var version = ObjectReader.Meta(answer.Root).ResourceVersion;
        if (version != seenVersion)
            (seenVersion, seenAt) = (version, asked);
        var spec = answer.Root.Field("spec");
        var holder = spec.Text("holderIdentity");
        hasHolder = !string.IsNullOrEmpty(holder);
        Transitions = spec.Whole("leaseTransitions") ?? 0;
        var isOurs = holder == identity;
        var isPredecessors = Pod is not null && holder?.StartsWith($"{Pod}_", StringComparison.Ordinal) is true;
        var isFree = string.IsNullOrEmpty(holder) || isPredecessors || time.GetElapsedTime(seenAt) >= Duration;
        if (!mayTake || (!isOurs && !isFree))
        {
            renewedAt = null;
            return null;
        }

        var transitions = (spec.Whole("leaseTransitions") ?? 0) + (isOurs ? 0 : 1);
        var acquired = isOurs ? spec.Text("acquireTime") : null;
        return await WriteAsync(
            HttpMethod.Put,
            type.PathOf(ns, name),
            (version, acquired),
            transitions,
            asked,
            cancellationToken
        );
    }

    /// <summary>Gives it up, so that nobody has to wait until it runs out.</summary>
    public async Task ReleaseAsync(CancellationToken cancellationToken)
    {
        if (!IsHeld)
            return;
        renewedAt = null;
        // What fails here runs out by itself.
        using var answer = await api.SendAsync(ApiRequest.Get(type.PathOf(ns, name)), cancellationToken);
        if (answer.Failure is null && answer.Root.Field("spec").Text("holderIdentity") == identity)
        {
            var body = Body((ObjectReader.Meta(answer.Root).ResourceVersion, null), Transitions, holder: "");
            using var released = await api.SendAsync(
                new ApiRequest(HttpMethod.Put, type.PathOf(ns, name), body),
                cancellationToken
            );
        }
    }

    private async Task<ApiFailure?> WriteAsync(
        HttpMethod method,
        string path,
        (string Version, string? Acquired)? before,
        int transitions,
        long asked,
        CancellationToken cancellationToken
    )
    {
        using var answer = await api.SendAsync(
            new ApiRequest(method, path, Body(before, transitions, identity)),
            cancellationToken
        );
        // Somebody else was first; the next look tells who.
        if (answer.Failure?.Kind == FailureKind.Conflict)
        {
            renewedAt = null;
            return null;
        }

        if (answer.Failure is { } failure)
            return failure;
        renewedAt = asked;
        (hasHolder, Transitions) = (true, transitions);
        seenVersion = ObjectReader.Meta(answer.Root).ResourceVersion;
        seenAt = asked;
        return null;
    }

    private byte[] Body((string Version, string? Acquired)? before, int transitions, string holder)
    {
        var now = time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture);
        var lease = new
        {
            apiVersion = type.ApiVersion,
            kind = "Lease",
            metadata = new
            {
                name,
                @namespace = ns,
                resourceVersion = before?.Version ?? "",
            },
            spec = new
            {
                holderIdentity = holder,
                leaseDurationSeconds = (int)Duration.TotalSeconds,
                acquireTime = before?.Acquired ?? now,
                renewTime = now,
                leaseTransitions = transitions,
            },
        };
        return JsonSerializer.SerializeToUtf8Bytes(lease);
    }
}
