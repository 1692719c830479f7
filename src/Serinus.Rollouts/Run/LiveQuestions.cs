using System.Collections.Immutable;
using Serinus.Rollouts.Analysis;
using Serinus.Rollouts.Plan;
using Serinus.Rollouts.Spec;

namespace Serinus.Rollouts.Run;

/// <summary>
/// Questions to outside services that are under way, and answers nobody has used yet. A slow service keeps nobody waiting: the plan is made
/// without its answer. Used by one loop; questions end on other threads, which only call the pulse.
/// </summary>
internal sealed class LiveQuestions(IOutside outside, Pulse pulse)
{
    private readonly Dictionary<string, (Task<object> Answer, CancellationTokenSource Stop)> questions = [];

    /// <summary>Asks what is wanted and not asked yet; forgets what is not wanted any more.</summary>
    public void Want(Wants wants, RolloutSpec spec, RunState state, CancellationToken cancellationToken)
    {
        var wanted = new HashSet<string>();
        foreach (var hook in wants.Hooks)
        {
            if (wanted.Add("hook:" + hook.Name))
                Ask("hook:" + hook.Name, async stop => await CallAsync(spec, state, hook, stop), cancellationToken);
        }

        foreach (var metric in wants.Metrics)
        {
            if (wanted.Add("metric:" + metric.Name))
                Ask(
                    "metric:" + metric.Name,
                    async stop => await MeasureAsync(spec, state, metric, stop),
                    cancellationToken
                );
        }

        Forget(questions.Keys.Where(key => !wanted.Contains(key)));
    }

    /// <summary>An observation with the answers there are.</summary>
    public Observation AddTo(Observation seen)
    {
        var hooks = seen.Hooks.ToBuilder();
        var measured = seen.Measured.ToBuilder();
        foreach (var (key, (answer, _)) in questions)
        {
            if (!answer.IsCompletedSuccessfully)
                continue;
            var name = key[(key.IndexOf(':', StringComparison.Ordinal) + 1)..];
            if (answer.Result is HookAnswer hook)
                hooks[name] = hook;
            else if (answer.Result is Measurement measurement)
                measured[name] = measurement;
        }

        return seen with
        {
            Hooks = hooks.ToImmutable(),
            Measured = measured.ToImmutable(),
        };
    }

    /// <summary>Forgets answers that were used, and stops questions nobody waits for.</summary>
    public void Forget(IEnumerable<string> keys)
    {
        foreach (var key in keys.ToArray())
        {
            if (!questions.Remove(key, out var question))
                continue;
            question.Stop.Cancel();
            question.Stop.Dispose();
        }
    }

    public void ForgetAll() => Forget(questions.Keys);

    private void Ask(string key, Func<CancellationToken, Task<object>> ask, CancellationToken cancellationToken)
    {
        if (questions.TryGetValue(key, out var known))
        {
            if (!known.Answer.IsFaulted && !known.Answer.IsCanceled)
                return;
            Forget([key]);
        }

        var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var answer = ask(stop.Token);
        questions[key] = (answer, stop);
        if (!answer.IsCompleted)
            answer.ContinueWith(
                _ => pulse.Call(),
                CancellationToken.None,
                TaskContinuationOptions.None,
                TaskScheduler.Default
            );
    }

    private async Task<object> CallAsync(RolloutSpec spec, RunState state, HookSpec hook, CancellationToken stop)
    {
        try
        {
            return await outside.CallAsync(spec, state, hook, stop);
        }
        catch (Exception fault) when (!stop.IsCancellationRequested)
        {
            return new HookAnswer(false, $"nothing, for a fault of this program: {fault.Message}");
        }
    }

    private async Task<object> MeasureAsync(RolloutSpec spec, RunState state, MetricSpec metric, CancellationToken stop)
    {
        try
        {
            return await outside.MeasureAsync(spec, state, metric, stop);
        }
        catch (Exception fault) when (!stop.IsCancellationRequested)
        {
            return new Measurement { Error = $"a fault of this program: {fault.Message}" };
        }
    }
}
