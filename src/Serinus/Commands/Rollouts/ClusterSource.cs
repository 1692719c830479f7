using Serinus.Admin.Rollouts;
using Serinus.Providers.Kubernetes.Rollouts;
using Serinus.Rollouts.Plan;

namespace Serinus.Commands.Rollouts;

/// <summary>Rollouts of a cluster: its Canaries, read and annotated with the rights of whoever runs the command.</summary>
internal sealed class ClusterSource : IRolloutSource
{
    private readonly ClusterCanaries canaries;

    private ClusterSource(ClusterCanaries canaries) => this.canaries = canaries;

    /// <exception cref="SourceException">The kubeconfig cannot be used.</exception>
    public static ClusterSource Open(string? kubeconfig, string? context, string? ns)
    {
        try
        {
            return new ClusterSource(ClusterCanaries.Open(kubeconfig, context, ns));
        }
        catch (ClusterAccessException trouble)
        {
            throw new SourceException(trouble.Message, trouble);
        }
    }

    public void Dispose() => canaries.Dispose();

    public Task<IReadOnlyList<RolloutAnswer>> ListAsync(CancellationToken cancellation) =>
        AskAsync<IReadOnlyList<RolloutAnswer>>(async () =>
            [.. (await canaries.ListAsync(cancellation)).Select(Answer)]
        );

    public Task<RolloutAnswer> GetAsync(string name, CancellationToken cancellation) =>
        AskAsync(async () => Answer(await canaries.GetAsync(name, cancellation)));

    public Task<IReadOnlyList<RolloutAnswer>> HistoryAsync(string name, CancellationToken cancellation) =>
        AskAsync<IReadOnlyList<RolloutAnswer>>(async () =>
            [.. (await canaries.RunsAsync(name, cancellation)).Select(run => RolloutAnswers.Of(run.Spec, run.State))]
        );

    public Task<CommandAnswer> ActAsync(string name, string verb, string? revision, CancellationToken cancellation) =>
        AskAsync(async () =>
        {
            var outcome = await canaries.ActAsync(
                name,
                verb,
                revision,
                Guid.NewGuid().ToString("N")[..12],
                ActorName.OfThisUser(),
                cancellation
            );
            var rollout = Answer(await canaries.GetAsync(name, cancellation));
            return new CommandAnswer(outcome.Id, outcome.IsAccepted, outcome.Text, rollout);
        });

    private static async Task<T> AskAsync<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (ClusterAccessException trouble)
        {
            throw new SourceException(trouble.Message, trouble) { IsPassing = trouble.IsPassing };
        }
    }

    private static RolloutAnswer Answer(ClusterCanary canary)
    {
        var isProgrammed = canary.Edges.Count > 0 && canary.Edges.Acknowledged >= canary.Edges.Count;
        var desired = canary.State.Traffic.CanaryPercent;
        var forecast = Forecast.Of(canary.Spec, canary.State, DateTimeOffset.UtcNow);
        return RolloutAnswers.Of(canary.Spec, canary.State) with
        {
            Weight = new WeightAnswer
            {
                Desired = desired,
                Programmed = isProgrammed ? desired : null,
                Edges = canary.Edges.Count,
                Acknowledged = canary.Edges.Acknowledged,
                Observed = canary.ObservedPercent,
                Requests = canary.ObservedRequests,
            },
            Trouble = canary.Trouble,
            EndsAt = forecast.EndsAt,
            EndsAtEarliest = forecast.IsAtLeast,
        };
    }
}
