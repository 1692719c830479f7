using System.Text.Json;
using Serinus.Providers.Kubernetes.Api;
using Serinus.Providers.Kubernetes.Objects;

namespace Serinus.Providers.Kubernetes.Cache;

/// <summary>
/// Follows one Secret by its name, and asks for no other: by a watch for it alone, or, where that is not allowed or there are too many
/// watches already, by reading it again now and then.
/// </summary>
internal sealed class FollowedSecret
{
    // Thousands of Secrets are not asked for at once.
    private static readonly SemaphoreSlim readers = new(10);
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(2);
    private static readonly ResourceType type = new("", "v1", "secrets");

    private readonly IApiServer api;
    private readonly ObjectKey key;
    private readonly OneSecret place;
    private readonly LiveFollowed followed;
    private readonly Pace pace;
    private readonly TimeProvider time;
    private readonly Action changed;
    private readonly long began;
    private readonly CancellationTokenSource stop;
    private readonly Task run;
    private volatile string? trouble;
    private volatile bool wasRead;

    /// <summary>Follows it until stopped.</summary>
    public FollowedSecret(
        IApiServer api,
        ObjectKey key,
        OneSecret place,
        bool mayWatch,
        Pace pace,
        TimeProvider time,
        Action changed,
        CancellationToken cancellationToken
    )
    {
        (this.api, this.key, this.place, this.pace, this.time, this.changed) = (api, key, place, pace, time, changed);
        began = time.GetTimestamp();
        followed = new LiveFollowed(type, key.Namespace, time, changed);
        stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        run = Task.Run(() => RunAsync(mayWatch, stop.Token), CancellationToken.None);
    }

    /// <summary>Whether there was an answer: the Secret, that there is none, or that it may not be read. One that is waited for too long holds nobody up.</summary>
    public bool IsAnswered => wasRead || followed.IsSynced || time.GetElapsedTime(began) > patience;

    /// <summary>Why it cannot be read; null when it can, or is not there.</summary>
    public string? Trouble => trouble;

    /// <summary>Ends it, and forgets the Secret.</summary>
    public async Task StopAsync()
    {
        await stop.CancelAsync();
        await run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stop.Dispose();
        place.Remove(key);
    }

    private async Task RunAsync(bool mayWatch, CancellationToken cancellationToken)
    {
        if (mayWatch)
        {
            var selector = $"fieldSelector=metadata.name%3D{Uri.EscapeDataString(key.Name)}";
            var informer = new Informer<SecretObject>(
                api,
                followed,
                selector,
                ObjectReader.Secret,
                place,
                pace,
                time,
                Random.Shared
            );
            await informer.RunAsync(cancellationToken);
        }

        while (true)
        {
            await readers.WaitAsync(cancellationToken);
            try
            {
                await ReadAsync(cancellationToken);
            }
            finally
            {
                readers.Release();
            }

            await Task.Delay(pace.Secrets * (0.75 + (Random.Shared.NextDouble() / 2)), time, cancellationToken);
        }
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        using var answer = await api.SendAsync(ApiRequest.Get(type.PathOf(key.Namespace, key.Name)), cancellationToken);
        var before = (trouble, wasRead);
        if (answer.Failure is null)
            place.Put(ObjectReader.Secret(answer.Root));
        else if (answer.Failure.Kind == FailureKind.NotFound)
            place.Remove(key);
        // A server that is away says nothing of the Secret: what is known of it stays.
        else if (answer.Failure.Kind != FailureKind.Forbidden)
            return;
        trouble = answer.Failure is { Kind: FailureKind.Forbidden } refusal ? refusal.Message : null;
        wasRead = true;
        if (before != (trouble, wasRead))
            changed();
    }
}
