using System.Text.Json.Nodes;
using Serinus.Providers.Kubernetes.Canaries;
using Serinus.Providers.Kubernetes.Objects;
using Serinus.Rollouts.Plan;
using Serinus.Rollouts.Run;

namespace Serinus.Providers.Kubernetes.Rollouts;

/// <summary>Has carried out what annotations of Canaries ask for, and writes beside them what became of it. Used by one thread at a time.</summary>
internal sealed class AskedActions(ClusterObjects objects, RolloutSet rollouts)
{
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(30);

    private readonly Dictionary<ObjectKey, (string Text, Task Done)> asked = [];

    /// <summary>Takes what is asked for and was not taken yet.</summary>
    public void Take(ClusterKnown known, CancellationToken cancellationToken)
    {
        foreach (var (key, canary) in known.Canaries)
        {
            if (canary.Meta.Annotations.GetValueOrDefault(AskedAction.Annotation) is not { Length: > 0 } text)
            {
                if (asked.Count > 0)
                    asked.Remove(key);
                continue;
            }

            // Until its answer is written it is the same question.
            if (asked.TryGetValue(key, out var before) && (before.Text == text || !before.Done.IsCompleted))
                continue;
            asked[key] = (text, Task.Run(() => AnswerAsync(canary, text, cancellationToken), CancellationToken.None));
        }
    }

    private async Task AnswerAsync(CanaryObject canary, string text, CancellationToken cancellationToken)
    {
        var command = AskedAction.Read(text, canary, out var trouble);
        CommandOutcome outcome;
        try
        {
            outcome = command is null
                ? new CommandOutcome("", false, trouble!)
                : await rollouts
                    .SubmitAsync(canary.Meta.Key.ToString(), command, cancellationToken)
                    .WaitAsync(patience, cancellationToken);
        }
        catch (TimeoutException)
        {
            var reason = rollouts.View(canary.Meta.Key.ToString())?.State.Reason;
            outcome = new CommandOutcome(
                command!.Id,
                false,
                string.IsNullOrEmpty(reason)
                    ? "nobody has answered; ask again"
                    : $"not answered in {patience.TotalSeconds:0} s; it stands at: {reason}"
            );
        }

        var patch = new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["annotations"] = new JsonObject
                {
                    // Taken away, so that it is not asked for again by whoever leads next.
                    [AskedAction.Annotation] = null,
                    [AskedAction.ResultAnnotation] =
                        $"{(outcome.IsAccepted ? "done" : "refused")} {text}: {outcome.Text}",
                },
            },
        };
        await objects.MergeAsync(CustomResources.Canary.Type, canary.Meta.Key, patch, cancellationToken);
    }
}
