using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Serinus.Providers.Outside;
using Serinus.Rollouts.Analysis;
using Serinus.Rollouts.Plan;
using Serinus.Rollouts.Run;
using Serinus.Rollouts.Spec;
using Serinus.Rollouts.Statistics;
using Serinus.Testbed;

namespace Serinus.Tests.Providers.Outside;

public sealed class OutsideServicesTests : IAsyncDisposable
{
    private readonly HastyTime time = new();
    private readonly ConcurrentQueue<(bool IsWarning, string Text)> log = new();
    private readonly RecordingTeller teller = new();
    private readonly OutsideServices outside;
    private OutsideSettings settings = new();
    private readonly RecordingUpstream server = new();

    public OutsideServicesTests() =>
        outside = new OutsideServices((warning, text) => log.Enqueue((warning, text)), time, teller)
        {
            Settings = () => settings,
        };

    [Fact]
    public async Task A_query_of_Flagger_is_filled_in_asked_and_its_value_told()
    {
        server.Always(200, Vector("0.2", "0.7"));
        var spec = Made.Spec with { Variables = ImmutableDictionary<string, string>.Empty.Add("ingress", "front") };

        var measured = await MeasureAsync(
            spec,
            Prometheus(
                "errors{ns=\"{{ namespace }}\",app=\"{{ target }}\",i=\"{{ ingress }}\",c=\"{{ variables.c }}\"}[{{ interval }}]"
            ) with
            {
                Max = 0.5,
                Variables = ImmutableDictionary<string, string>.Empty.Add("c", "5.."),
            }
        );

        Assert.Equal(new Measurement { Value = 0.7 }, measured);
        Assert.StartsWith(
            "/api/v1/query?query=" + Uri.EscapeDataString("errors{ns=\"shop\",app=\"cart\",i=\"front\",c=\"5..\"}[1m]"),
            server.Requests.Single().Target
        );
    }

    [Theory]
    [InlineData("0.97", Verdict.Pass)]
    [InlineData("0.92", Verdict.Inconclusive)]
    [InlineData("0.80", Verdict.Fail)]
    public async Task Between_success_and_failure_a_measurement_is_inconclusive(string value, Verdict verdict)
    {
        server.Always(200, Vector(value));
        var metric = Prometheus("up") with
        {
            Success = "result[0] >= {{ args.good }}",
            Failure = "result[0] < 0.9",
            Variables = ImmutableDictionary<string, string>.Empty.Add("good", "0.95"),
        };

        Assert.Equal(verdict, (await MeasureAsync(Made.Spec, metric)).Verdict);
    }

    [Theory]
    [InlineData]
    [InlineData("NaN")]
    [InlineData("NaN", "NaN")]
    public async Task No_series_and_NaN_are_no_data_and_no_failure(params string[] values)
    {
        server.Always(200, Vector(values));

        Assert.Equal(new Measurement(), await MeasureAsync(Made.Spec, Prometheus("up") with { Min = 1 }));
        Assert.Equal(
            new Measurement(),
            await MeasureAsync(Made.Spec, Prometheus("up") with { Success = "result[0] > 1" })
        );
    }

    [Fact]
    public async Task A_source_that_is_down_is_an_error_and_no_verdict()
    {
        var metric = Prometheus("up") with
        {
            Source = new MetricSourceSpec { Address = $"http://127.0.0.1:{FreePort.Next()}", Query = "up" },
        };

        var measured = await MeasureAsync(Made.Spec, metric);

        Assert.Contains("Connection refused", measured.Error);
        Assert.Null(measured.Verdict);
        Assert.Null(measured.Value);
    }

    [Fact]
    public async Task A_name_without_a_value_is_an_error_before_anything_is_asked()
    {
        var measured = await MeasureAsync(Made.Spec, Prometheus("up{a=\"{{ service }}\"}"));

        Assert.StartsWith(
            "source.query: there is no value for {{ service }}; there are canary, interval",
            measured.Error
        );
        Assert.Empty(server.Connections);
    }

    [Fact]
    public async Task Warnings_of_a_source_are_logged_once()
    {
        server.Always(
            200,
            """{"status":"success","warnings":["half of the stores are down"],"data":{"resultType":"vector","result":[]}}"""
        );

        for (var i = 0; i < 3; i++)
            await MeasureAsync(Made.Spec, Prometheus("up"));

        Assert.Equal(
            [(true, $"rollout shop/cart: metric m: 127.0.0.1:{server.Port} warns: half of the stores are down")],
            log
        );
    }

    [Fact]
    public async Task A_gate_that_is_closed_does_not_pass_and_one_that_is_open_does()
    {
        var gate = new HookSpec
        {
            Name = "gate",
            Kind = HookKind.ConfirmRollout,
            Url = server.Url,
            Timeout = TimeSpan.FromMinutes(1),
        };
        server.InTurn((403, "halt", ""), (200, "", ""), (204, "", ""));

        var answers = new List<HookAnswer>();
        for (var i = 0; i < 3; i++)
            answers.Add(await outside.CallAsync(Made.Spec, Made.State, gate, default));

        Assert.Equal([false, true, true], answers.Select(answer => answer.IsPassed));
        Assert.EndsWith("answers 403: halt", answers[0].Text);
    }

    [Fact]
    public async Task News_go_to_everybody_who_wants_them_once()
    {
        server.Always(200);
        settings = new OutsideSettings
        {
            News = [Alert("/all", AlertKind.CloudEvent), Alert("/own", AlertKind.Slack)],
            EventHooks = [Event("/events")],
            Origin = "eu-1",
        };
        var spec = Made.Spec with
        {
            Analysis = new AnalysisSpec
            {
                Alerts =
                [
                    Alert("/own", AlertKind.Slack),
                    Alert("/error", AlertKind.Teams) with
                    {
                        Severity = NewsSeverity.Error,
                    },
                    Alert("/warn", AlertKind.Json) with
                    {
                        Severity = NewsSeverity.Warn,
                    },
                ],
                Hooks = [Event("/hook"), new HookSpec { Name = "gate", Url = server.Url + "/gate" }],
            },
        };

        await outside.TellAsync(spec, Made.State, Made.News with { Severity = NewsSeverity.Warn }, default);

        Assert.Equal(["/all", "/events", "/hook", "/own", "/warn"], server.Requests.Select(r => r.Target).Order());
        Assert.Equal(["shop/cart/4/9"], teller.Told);
        var all = server.Requests.Single(request => request.Target == "/all");
        Assert.Equal("eu-1", (string?)JsonNode.Parse(await all.BodyAsync())!["data"]!["origin"]);
        Assert.Empty(log);
    }

    [Theory]
    [InlineData(NewsKind.WeightSet)]
    [InlineData(NewsKind.StepCompleted)]
    public async Task Every_step_is_told_to_machines_and_not_to_people(NewsKind kind)
    {
        server.Always(200);
        var spec = Made.With([.. Enum.GetValues<AlertKind>().Select(one => Alert($"/{one}", one))]);

        await outside.TellAsync(
            spec,
            Made.State,
            Made.News with
            {
                Kind = kind,
                Severity = NewsSeverity.Info,
            },
            default
        );

        Assert.Equal(["/CloudEvent", "/Json"], server.Requests.Select(request => request.Target).Order());
    }

    [Theory]
    [InlineData(500)]
    [InlineData(0)]
    public async Task News_that_may_have_arrived_are_not_told_again(int status)
    {
        server.Always(status);
        if (status == 0)
        {
            server.Script = request =>
            {
                request.Connection.Close();
                return Task.CompletedTask;
            };
        }

        await outside.TellAsync(Made.With(Alert("/x", AlertKind.Slack)), Made.State, Made.News, default);

        Assert.Single(server.Requests);
        Assert.Single(log);
    }

    [Fact]
    public async Task News_that_met_a_closed_door_are_told_when_it_opens()
    {
        var port = FreePort.Next();
        await using var late = new LateServer(port, time);
        var alert = Alert("", AlertKind.Json) with { Address = $"http://127.0.0.1:{port}/x" };

        await outside.TellAsync(Made.With(alert), Made.State, Made.News, default);

        Assert.Single((await late.ServerAsync()).Requests);
        Assert.Empty(log);
    }

    [Fact]
    public async Task Trouble_of_a_receiver_is_logged_once_without_its_address_and_so_is_its_end()
    {
        server.InTurn((403, "invalid_token", ""), (403, "invalid_token", ""), (200, "ok", ""), (200, "ok", ""));
        var spec = Made.With(Alert("/services/SECRET", AlertKind.Slack) with { Name = "on-call" });

        for (var i = 0; i < 4; i++)
            await outside.TellAsync(spec, Made.State, Made.News, default);

        Assert.Equal(
            [
                (
                    true,
                    $"alert on-call: news of shop/cart could not be told: 127.0.0.1:{server.Port} answers 403: invalid_token; check token, password or rights; further failures are not logged until one succeeds"
                ),
                (false, "alert on-call: news can be told again"),
            ],
            log
        );
    }

    [Fact]
    public async Task Slacks_own_API_is_sent_a_token_and_its_no_is_seen()
    {
        server.Always(200, """{"ok":false,"error":"channel_not_found"}""");
        var alert = Alert("/api/chat.postMessage", AlertKind.Slack) with { Token = "xoxb-1", Channel = "c" };

        await outside.TellAsync(Made.With(alert), Made.State, Made.News, default);

        Assert.Equal("Bearer xoxb-1", server.Requests.Single().Head["Authorization"]);
        var (isWarning, text) = Assert.Single(log);
        Assert.True(isWarning);
        Assert.Contains("channel_not_found", text);
        Assert.DoesNotContain("xoxb", text);
    }

    [Fact]
    public async Task A_flood_of_news_is_cut_and_told_once()
    {
        server.Always(200);
        var spec = Made.With(Alert("/x", AlertKind.Json));

        for (var i = 0; i < 100; i++)
            await outside.TellAsync(spec, Made.State, Made.News with { Severity = NewsSeverity.Info }, default);

        Assert.Equal(30, server.Requests.Count);
        Assert.Contains("60 messages came at once", Assert.Single(log).Text);

        await outside.TellAsync(spec, Made.State, Made.News, default);
        Assert.Equal(31, server.Requests.Count);
    }

    [Fact]
    public async Task A_receiver_that_hangs_keeps_no_other_from_hearing()
    {
        var others = 0;
        var heard = new TaskCompletionSource();
        using var cancelled = new CancellationTokenSource();
        server.Script = async request =>
        {
            if (request.Target == "/hangs")
                await heard.Task;
            else if (Interlocked.Increment(ref others) == 2)
                heard.SetResult();
            await RecordingUpstream.AnswerOkAsync(request);
        };

        await outside.TellAsync(
            Made.With(Alert("/hangs", AlertKind.Slack), Alert("/a", AlertKind.Slack), Alert("/b", AlertKind.Json)),
            Made.State,
            Made.News,
            default
        );

        Assert.Equal(3, server.Requests.Count);
    }

    public async ValueTask DisposeAsync()
    {
        outside.Dispose();
        await server.DisposeAsync();
    }

    private Task<Measurement> MeasureAsync(RolloutSpec spec, MetricSpec metric) =>
        outside.MeasureAsync(spec, Made.State, metric, default);

    private MetricSpec Prometheus(string query) =>
        new()
        {
            Name = "m",
            Source = new MetricSourceSpec
            {
                Address = server.Url,
                Query = query,
                Timeout = TimeSpan.FromMinutes(1),
            },
        };

    private AlertSpec Alert(string path, AlertKind kind) =>
        new()
        {
            Name = "team",
            Kind = kind,
            Address = server.Url + path,
        };

    private HookSpec Event(string path) =>
        new()
        {
            Name = "events",
            Kind = HookKind.Event,
            Url = server.Url + path,
            Timeout = TimeSpan.FromMinutes(1),
        };

    private static string Vector(params string[] values) =>
        $$$"""{"status":"success","data":{"resultType":"vector","result":[{{{string.Join(",", values.Select(value => $$"""{"metric":{},"value":[1,"{{value}}"]}"""))}}}]}}""";

    private sealed class RecordingTeller : INewsTeller
    {
        public ConcurrentQueue<string> Told { get; } = new();

        public Task TellAsync(RolloutSpec spec, RunState state, NewsItem news, CancellationToken cancellationToken)
        {
            Told.Enqueue(news.Id);
            return Task.CompletedTask;
        }
    }
}
