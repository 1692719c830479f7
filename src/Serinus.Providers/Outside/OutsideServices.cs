using System.Collections.Concurrent;
using System.Collections.Immutable;
using Serinus.Providers.Outside.Hooks;
using Serinus.Providers.Outside.Http;
using Serinus.Providers.Outside.Metrics;
using Serinus.Providers.Outside.News;
using Serinus.Providers.Prometheus;
using Serinus.Rollouts.Analysis;
using Serinus.Rollouts.Analysis.Templates;
using Serinus.Rollouts.Plan;
using Serinus.Rollouts.Run;
using Serinus.Rollouts.Spec;

namespace Serinus.Providers.Outside;

/// <summary>Everything a rollout asks and tells over HTTP: sources of metrics, hooks, alerts. Any number of calls may run at once.</summary>
public sealed class OutsideServices : IOutside, IDisposable
{
    private const int WarningsMax = 1000;

    private readonly Action<bool, string> tell;
    private readonly ImmutableArray<INewsTeller> tellers;
    private readonly BoundedHttp http;
    private readonly PrometheusSource prometheus;
    private readonly WebSource web;
    private readonly HookCaller hooks;
    private readonly NewsDesk desk;
    private readonly ConcurrentDictionary<string, byte> warned = new();

    /// <summary>Makes them.</summary>
    /// <param name="tell">Told what goes wrong, for the log; true is a warning.</param>
    /// <param name="time">The clock.</param>
    /// <param name="tellers">Others that tell news, such as Events of a cluster.</param>
    public OutsideServices(Action<bool, string> tell, TimeProvider time, params IEnumerable<INewsTeller> tellers)
    {
        this.tell = tell;
        this.tellers = [.. tellers];
        http = new BoundedHttp(time);
        prometheus = new PrometheusSource(http);
        web = new WebSource(http);
        hooks = new HookCaller(http, time);
        desk = new NewsDesk(http, tell, time);
    }

    /// <summary>What holds for every rollout now; asked whenever something is told.</summary>
    public Func<OutsideSettings> Settings { get; init; } = () => new();

    /// <inheritdoc/>
    public async Task<Measurement> MeasureAsync(
        RolloutSpec spec,
        RunState state,
        MetricSpec metric,
        CancellationToken cancellationToken
    )
    {
        if (metric.Source is null)
            return new Measurement { Error = $"metric {metric.Name} has no source; the edge measures it" };
        var values = TemplateValues.Of(spec, metric, state.Revision);
        if (SourceNames.Fill(metric.Source, values, out var problem) is not { } source)
            return new Measurement { Error = problem };

        IMetricSource asked = source.Kind == MetricSourceKind.Prometheus ? prometheus : web;
        var answer = await asked.AskAsync(source, cancellationToken);
        foreach (var warning in answer.Warnings)
            Warn($"rollout {spec.Name}: metric {metric.Name}: {BoundedHttp.Place(source.Address)} warns: {warning}");
        return answer.Result is { } result
            ? Judgement.Of(metric, values, result)
            : new Measurement { Error = answer.Error };
    }

    /// <inheritdoc/>
    public Task<HookAnswer> CallAsync(
        RolloutSpec spec,
        RunState state,
        HookSpec hook,
        CancellationToken cancellationToken
    ) => hooks.AskAsync(spec, state, hook, cancellationToken);

    /// <inheritdoc/>
    public async Task TellAsync(RolloutSpec spec, RunState state, NewsItem news, CancellationToken cancellationToken)
    {
        var everywhere = Settings();
        var notice = new Notice(spec, state, news, everywhere.Origin);
        // All at once: a receiver that hangs keeps no other from hearing.
        await Task.WhenAll([
            .. spec
                .Analysis.Alerts.Concat(everywhere.News)
                .Where(alert => NewsDesk.IsWanted(alert, notice))
                .DistinctBy(alert => (alert.Kind, alert.Address, alert.Channel))
                .Select(alert => desk.SendAsync(alert, notice, cancellationToken)),
            .. spec
                .Analysis.Hooks.Concat(everywhere.EventHooks)
                .Where(hook => hook.Kind == HookKind.Event)
                .DistinctBy(hook => hook.Url)
                .Select(hook => TellHookAsync(hook, notice, cancellationToken)),
            .. tellers.Select(teller => teller.TellAsync(spec, state, news, cancellationToken)),
        ]);
    }

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    private async Task TellHookAsync(HookSpec hook, Notice notice, CancellationToken cancellationToken)
    {
        var trouble = await hooks.TellAsync(notice.Spec, notice.State, hook, notice.News, cancellationToken);
        desk.Note($"hook {hook.Url}", $"event hook {hook.Name}", notice, trouble);
    }

    /// <summary>A source warns at every measurement; the log hears it once.</summary>
    private void Warn(string text)
    {
        if (warned.Count > WarningsMax)
            warned.Clear();
        if (warned.TryAdd(text, 0))
            tell(true, text);
    }
}
