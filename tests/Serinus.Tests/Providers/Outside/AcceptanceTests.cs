using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Serinus.Providers.Outside;
using Serinus.Rollouts.Plan;
using Serinus.Rollouts.Spec;
using Serinus.Testbed;

namespace Serinus.Tests.Providers.Outside;

/// <summary>What users of Flagger and Argo expect of hooks, outside metrics and alerts, with the planner and real requests.</summary>
public sealed class AcceptanceTests : IAsyncDisposable
{
    private readonly HastyTime time = new();
    private readonly OutsideServices outside;

    /// <summary>What a path is answered: a status, and a body; 200 and nothing where none is given.</summary>
    private readonly ConcurrentDictionary<string, (int Status, string Body)> answers = new();

    private readonly RecordingUpstream server = new();

    public AcceptanceTests()
    {
        answers["/fine"] = (200, "0");
        outside = new OutsideServices((_, _) => { }, time);
        server.Script = async request =>
        {
            await request.ReadBodyAsync();
            var (status, body) = answers.GetValueOrDefault(request.Target.Split('?')[0], (200, ""));
            await request.Connection.SendAsync(
                $"HTTP/1.1 {status} Some\r\n{(status == 204 ? "" : $"Content-Length: {body.Length}\r\n")}\r\n{body}"
            );
        };
    }

    /// <summary>Cases 16 and 5: a gate that says no keeps the run waiting with one alert, and any 2xx opens it.</summary>
    [Fact]
    public async Task A_closed_confirm_rollout_waits_with_one_alert_and_204_opens_it()
    {
        answers["/gate"] = (403, "halt");
        var play = await Play(Hook(HookKind.ConfirmRollout, "/gate")).StartAsync();

        await play.PassAsync(300);
        Assert.Equal(Phase.Waiting, play.State.Phase);
        Assert.Equal(0, play.State.Traffic.CanaryPercent);
        Assert.Single(Told(NewsKind.Waiting));
        Assert.EndsWith("answers 403: halt", play.News.Single(news => news.Kind == NewsKind.Waiting).Text);

        answers["/gate"] = (204, "");
        await play.UntilAsync(state => state.Traffic.CanaryPercent > 0);
        Assert.Equal("Waiting", (string?)Payloads("/gate")[0]["phase"]);
    }

    /// <summary>Case 17: behind a closed confirm-promotion checks go on at the same weight, and a failing metric rolls back.</summary>
    [Fact]
    public async Task Behind_a_closed_confirm_promotion_checks_go_on_and_may_roll_back()
    {
        answers["/gate"] = (403, "");
        answers["/api/v1/query"] = Vector("1");
        var play = await Play([Metric() with { Max = 5 }], Hook(HookKind.ConfirmPromotion, "/gate")).StartAsync();
        await play.UntilAsync(Phase.WaitingPromotion);
        var measured = Calls("/api/v1/query");

        await play.PassAsync(60);
        Assert.Equal(Phase.WaitingPromotion, play.State.Phase);
        Assert.Equal(50, play.State.Traffic.CanaryPercent);
        Assert.True(Calls("/api/v1/query") >= measured + 5);

        answers["/api/v1/query"] = Vector("9");
        await play.UntilAsync(Phase.Failed);
        Assert.Equal(0, play.State.Traffic.CanaryPercent);
    }

    /// <summary>Case 18: while the first weight waits for its gate, what came before is not repeated.</summary>
    [Fact]
    public async Task A_closed_confirm_traffic_increase_does_not_repeat_pre_rollout_hooks()
    {
        answers["/gate"] = (403, "");
        var play = await Play(Hook(HookKind.ConfirmTrafficIncrease, "/gate"), Hook(HookKind.PreRollout, "/test"))
            .StartAsync();

        await play.PassAsync(120);
        Assert.Equal(0, play.State.Traffic.CanaryPercent);
        Assert.Equal(1, Calls("/test"));
        Assert.InRange(Calls("/gate"), 5, 130);

        answers["/gate"] = (200, "");
        await play.UntilAsync(Phase.Succeeded);
        Assert.Equal(1, Calls("/test"));
    }

    /// <summary>Case 19: a rollback hook that says yes takes everybody back, wherever the run is.</summary>
    [Theory]
    [InlineData(Phase.Waiting)]
    [InlineData(Phase.Progressing)]
    [InlineData(Phase.WaitingPromotion)]
    public async Task A_rollback_hook_takes_it_back(Phase phase)
    {
        answers["/rollback"] = (404, "");
        var kind = phase == Phase.Waiting ? HookKind.ConfirmRollout : HookKind.ConfirmPromotion;
        answers["/gate"] = (403, "");
        var play = await Play(Hook(HookKind.Rollback, "/rollback"), Hook(kind, "/gate")).StartAsync();
        await play.UntilAsync(state => state.Phase == phase && state.Run == 1);

        answers["/rollback"] = (200, "someone pressed it");
        await play.UntilAsync(Phase.Failed);

        Assert.Equal(0, play.State.Traffic.CanaryPercent);
        Assert.Contains("200: someone pressed it", play.State.Reason);
        Assert.Single(Told(NewsKind.RolledBack));
    }

    /// <summary>Case 20: a pre-rollout hook that fails as often as the threshold rolls back, and that is told.</summary>
    [Fact]
    public async Task A_pre_rollout_hook_that_keeps_failing_rolls_back_with_an_alert()
    {
        answers["/test"] = (500, "2 of 9 tests failed");
        var play = await Play(Hook(HookKind.PreRollout, "/test")).StartAsync();

        await play.UntilAsync(Phase.Failed);

        Assert.Equal(3, Calls("/test"));
        Assert.All(play.News, news => Assert.NotEqual(NewsKind.WeightSet, news.Kind));
        Assert.Contains("2 of 9 tests failed", (string?)Assert.Single(Told(NewsKind.RolledBack))["text"]);
    }

    /// <summary>Case 21: a hook that never answers is a failed check, and the run is not stuck.</summary>
    [Fact]
    public async Task A_rollout_hook_that_hangs_is_a_failed_check()
    {
        var hook = Hook(HookKind.Rollout, "/hangs") with { Timeout = TimeSpan.FromSeconds(1) };
        var play = await Play(hook).StartAsync();
        var script = server.Script;
        server.Script = request => request.Target == "/hangs" ? request.Connection.ReadCloseAsync() : script(request);

        await play.UntilAsync(Phase.Failed);

        Assert.Equal(3, play.State.FailedChecks);
        Assert.Contains("gives no answer within 1 s", play.State.Reason);
    }

    /// <summary>Case 37: as many failures as the limit says are let pass; the next one aborts.</summary>
    [Fact]
    public async Task Failures_up_to_the_limit_are_let_pass_and_the_next_one_aborts()
    {
        answers["/api/v1/query"] = Vector("9");
        var play = await Play([Metric() with { Success = "result[0] < 5", FailureLimit = 2 }]).StartAsync();

        await play.UntilAsync(state => state.Metrics.TryGetValue("m", out var metric) && metric.Failed == 2);
        Assert.True(play.State.IsRunning);
        await play.UntilAsync(Phase.Failed);

        Assert.Equal(3, play.State.Metrics["m"].Failed);
    }

    /// <summary>Case 38: errors of the source are let pass up to their limit in a row; one more aborts and tells why.</summary>
    [Fact]
    public async Task A_source_that_is_down_aborts_behind_its_limit()
    {
        answers["/api/v1/query"] = (503, "down");
        var play = await Play([Metric() with { Max = 5 }]).StartAsync();

        await play.UntilAsync(state => state.Metrics.TryGetValue("m", out var metric) && metric.ErrorsInRow == 4);
        Assert.True(play.State.IsRunning);
        answers["/api/v1/query"] = Vector("1");
        await play.UntilAsync(state => state.Metrics["m"].ErrorsInRow == 0);
        Assert.True(play.State.IsRunning);

        answers["/api/v1/query"] = (503, "down");
        await play.UntilAsync(Phase.Failed);
        Assert.Equal(5, play.State.Metrics["m"].ErrorsInRow);
        Assert.Contains(
            "answers 503: down; look at its log",
            (string?)Assert.Single(Told(NewsKind.RolledBack))["text"]
        );
    }

    /// <summary>Case 39: where neither condition is met the run stands still, and whoever lets it go on lets it be measured anew.</summary>
    [Fact]
    public async Task Between_the_conditions_it_stands_still_until_somebody_resumes_it()
    {
        answers["/api/v1/query"] = Vector("7");
        var metric = Metric() with { Success = "result[0] < 5", Failure = "result[0] > 9", InconclusiveLimit = 1 };
        var play = await Play([metric]).StartAsync();

        await play.UntilAsync(state => state.Paused is not null);
        Assert.Equal(2, play.State.Metrics["m"].Inconclusive);
        Assert.Contains("which its expressions leave open", play.State.Paused);
        await play.PassAsync(60);
        Assert.NotNull(play.State.Paused);

        play.Do(CommandVerb.Resume);
        await play.UntilAsync(state => state.Paused is null);
        await play.UntilAsync(state => state.Paused is not null);
        Assert.Equal(2, play.State.Metrics["m"].Inconclusive);

        answers["/api/v1/query"] = Vector("1");
        play.Do(CommandVerb.Resume);
        await play.UntilAsync(Phase.Succeeded);
    }

    /// <summary>Case 39: a metric that is only tried decides nothing, but is measured and told.</summary>
    [Fact]
    public async Task A_dry_run_decides_nothing()
    {
        answers["/api/v1/query"] = Vector("99");
        var play = await Play([Metric() with { Max = 5, DryRun = true }]).StartAsync();

        await play.UntilAsync(Phase.Succeeded);

        Assert.Equal(5, play.State.Metrics["m"].Failed);
        Assert.Equal(99, play.State.Metrics["m"].Value);
    }

    /// <summary>Case 39, in a list of steps: what an analysis only tries is measured too.</summary>
    [Fact]
    public async Task A_dry_run_is_measured_in_an_analysis_step_too()
    {
        answers["/api/v1/query"] = Vector("99");
        var spec = Spec([Metric() with { Max = 5, DryRun = true }]);
        var steps = spec.Analysis with { Steps = [new StepSpec.SetWeight(10), new StepSpec.Analysis([])] };
        var play = await new Play(spec with { Analysis = steps }, outside).StartAsync();

        await play.UntilAsync(Phase.Succeeded);

        Assert.Equal(1, play.State.Metrics["m"].Failed);
    }

    /// <summary>Case 45: a source without data is asked again, and neither fails nor promotes.</summary>
    [Fact]
    public async Task No_data_neither_fails_nor_promotes()
    {
        answers["/api/v1/query"] = Vector("NaN");
        var play = await Play([Metric() with { Max = 5 }]).StartAsync();

        await play.UntilAsync(state => state.Paused is not null);

        Assert.Equal(10, play.State.Traffic.CanaryPercent);
        Assert.Equal(0, play.State.FailedChecks);
        Assert.Contains("m has no data", play.State.Paused);
    }

    /// <summary>Post-rollout hooks hear how it ended, once, whatever they answer.</summary>
    [Theory]
    [InlineData("1", "Succeeded")]
    [InlineData("9", "Failed")]
    public async Task Post_rollout_hooks_hear_of_the_end_once(string value, string phase)
    {
        answers["/api/v1/query"] = Vector(value);
        answers["/post"] = (500, "");
        var play = await Play([Metric() with { Max = 5 }], Hook(HookKind.PostRollout, "/post")).StartAsync();

        await play.UntilAsync(state => state.Phase.ToString() == phase);
        await play.PassAsync(120);

        Assert.Equal(phase, (string?)Assert.Single(Payloads("/post"))["phase"]);
    }

    public async ValueTask DisposeAsync()
    {
        outside.Dispose();
        await server.DisposeAsync();
    }

    private Play Play(params HookSpec[] hooks) => Play([], hooks);

    private Play Play(MetricSpec[] metrics, params HookSpec[] hooks) => new(Spec(metrics, hooks), outside);

    /// <summary>Weights of 10 to 50 percent, ten seconds each; three failed checks are one too many.</summary>
    private RolloutSpec Spec(MetricSpec[] metrics, params HookSpec[] hooks) =>
        Made.Spec with
        {
            Analysis = new AnalysisSpec
            {
                StepWeight = 10,
                MaxWeight = 50,
                Threshold = 3,
                Interval = TimeSpan.FromSeconds(10),
                Metrics = metrics.Length > 0 ? [.. metrics] : [Fine],
                Hooks = [.. hooks],
                Alerts =
                [
                    new AlertSpec
                    {
                        Name = "team",
                        Kind = AlertKind.Json,
                        Address = server.Url + "/alert",
                    },
                ],
            },
        };

    /// <summary>A metric that is always well.</summary>
    private MetricSpec Fine =>
        new()
        {
            Name = "fine",
            Max = 1,
            Source = new MetricSourceSpec
            {
                Kind = MetricSourceKind.Web,
                Address = server.Url + "/fine",
                Timeout = TimeSpan.FromMinutes(1),
            },
        };

    private MetricSpec Metric() =>
        new()
        {
            Name = "m",
            Source = new MetricSourceSpec
            {
                Address = server.Url,
                Query = "errors",
                Timeout = TimeSpan.FromMinutes(1),
            },
        };

    private HookSpec Hook(HookKind kind, string path) =>
        new()
        {
            Kind = kind,
            Name = path[1..],
            Url = server.Url + path,
            Timeout = TimeSpan.FromMinutes(1),
        };

    private static (int Status, string Body) Vector(string value) =>
        (200, $$$"""{"status":"success","data":{"resultType":"vector","result":[{"value":[1,"{{{value}}}"]}]}}""");

    private int Calls(string path) => server.Requests.Count(request => request.Target.Split('?')[0] == path);

    private JsonNode[] Payloads(string path) =>
        [.. server.Requests.Where(request => request.Target == path).Select(request => JsonNode.Parse(request.Body)!)];

    /// <summary>Alerts of a kind that arrived.</summary>
    private JsonNode[] Told(NewsKind kind) =>
        [.. Payloads("/alert").Where(alert => (string?)alert["kind"] == kind.ToString())];
}
