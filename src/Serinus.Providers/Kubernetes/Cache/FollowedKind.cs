using Serinus.Providers.Kubernetes.Api;

namespace Serinus.Providers.Kubernetes.Cache;

/// <summary>An informer that runs, until it is stopped or has nothing left to follow.</summary>
internal sealed class FollowedKind
{
    private readonly CancellationTokenSource stop;

    /// <summary>Starts it.</summary>
    /// <param name="followed">How it goes with it.</param>
    /// <param name="follow">Follows until cancelled, or until there is no such kind or no right to it.</param>
    /// <param name="ended">Told when it ends by itself.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public FollowedKind(
        LiveFollowed followed,
        Func<CancellationToken, Task<ApiFailure>> follow,
        Action ended,
        CancellationToken cancellationToken
    )
    {
        Followed = followed;
        stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Run = Task.Run(
            async () =>
            {
                try
                {
                    await follow(stop.Token);
                }
                catch (Exception bug) when (bug is not OperationCanceledException)
                {
                    followed.Failed(new ApiFailure(FailureKind.Broken, bug.ToString()));
                }
                finally
                {
                    ended();
                }
            },
            CancellationToken.None
        );
    }

    public LiveFollowed Followed { get; }

    /// <summary>Whether it has ended by itself.</summary>
    public bool HasEnded => Run.IsCompleted;

    /// <summary>Whether that is known, and it is not to be followed before the next regular look: it was refused at once though it was said to be allowed.</summary>
    public bool IsRefused { get; set; }

    /// <summary>Completes when it ends.</summary>
    public Task Run { get; }

    public async Task StopAsync()
    {
        await stop.CancelAsync();
        await Run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stop.Dispose();
    }
}
