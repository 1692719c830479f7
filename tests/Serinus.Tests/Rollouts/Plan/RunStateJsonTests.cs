using System.Text;
using System.Text.Json;
using Serinus.Rollouts.Analysis;
using Serinus.Rollouts.Plan;
using Serinus.Rollouts.Spec;

namespace Serinus.Tests.Rollouts.Plan;

public sealed class RunStateJsonTests
{
    [Fact]
    public void What_is_missing_has_its_default()
    {
        var state = Read("""{"format":1,"state":{}}""");

        Assert.Equal(RunStateJson.WriteText(new RunState()), RunStateJson.WriteText(state));
        Assert.Empty(state.Outbox);
        Assert.Equal("", state.Revision);
    }

    [Fact]
    public void A_state_in_the_middle_of_a_run_is_read_back_as_it_was_written()
    {
        var world = Busy();

        var text = RunStateJson.WriteText(world.State);
        var back = Read(text);

        Assert.Equal(text, RunStateJson.WriteText(back));
        Assert.NotNull(back.Metrics[MetricSpec.Duration].Evidence);
        Assert.NotEmpty(back.Window);
    }

    [Fact]
    public void A_plan_goes_on_alike_after_every_second_as_if_it_had_not_been_restarted()
    {
        var (restarted, steady) = (Busy(), Busy());
        restarted.Between = state => Read(RunStateJson.WriteText(state));

        restarted.Until(Phase.Succeeded);
        steady.Until(Phase.Succeeded);

        Assert.Equal(RunStateJson.WriteText(steady.State), RunStateJson.WriteText(restarted.State));
    }

    [Theory]
    [InlineData("""{"format":2,"state":{}}""", "form 2")]
    [InlineData("""{"format":1,"state":{"rvision":"v1"}}""", "rvision")]
    [InlineData("""{"format":1,"state":{"run":1,"run":2}}""", "run")]
    [InlineData("""{"format":1,"state":{"phase":"Flying"}}""", "phase")]
    [InlineData("""{"format":1,"state":{"run":1}""", "cannot be read")]
    [InlineData("""{"format":1}""", "empty")]
    [InlineData("null", "empty")]
    [InlineData("", "cannot be read")]
    public void What_is_not_a_state_is_refused_with_the_reason(string text, string reason)
    {
        Assert.Null(RunStateJson.ReadText(text, out var problem));
        Assert.Contains(reason, problem);
    }

    [Fact]
    public void Counts_that_cannot_be_are_refused()
    {
        var text = RunStateJson.WriteText(Busy().State);
        var at = text.IndexOf("\"edges\":[[", StringComparison.Ordinal) + "\"edges\":[[".Length;
        var wrong = string.Concat(text.AsSpan(0, at), "-", text.AsSpan(at));

        Assert.Null(RunStateJson.ReadText(wrong, out var problem));
        Assert.Contains("cannot be", problem);
    }

    [Fact]
    public void A_text_too_long_is_refused_before_it_is_read()
    {
        Assert.Null(RunStateJson.Read(new byte[RunStateJson.BytesMax + 1], out var problem));
        Assert.Contains("the most", problem);
    }

    [Fact]
    public void The_form_is_this_and_stays_so()
    {
        var state = new RunState
        {
            Run = 3,
            Phase = Phase.WaitingPromotion,
            Revision = "v2",
            StartedAt = World.Begin,
            Traffic = new TrafficOrder { Generation = 7, CanaryPercent = 0.1m },
            Metrics = new RunState()
                .Metrics.Add("b", new MetricState { Passed = 2 })
                .Add("a", new MetricState { Value = 0.1 }),
        };

        using var json = JsonDocument.Parse(RunStateJson.Write(state));

        Assert.Equal(["format", "state"], json.RootElement.EnumerateObject().Select(one => one.Name));
        var inner = json.RootElement.GetProperty("state");
        Assert.Equal("WaitingPromotion", inner.GetProperty("phase").GetString());
        Assert.Equal("2026-01-05T10:00:00+00:00", inner.GetProperty("startedAt").GetString());
        Assert.Equal("0.1", inner.GetProperty("traffic").GetProperty("canaryPercent").GetRawText());
        Assert.Equal(["a", "b"], inner.GetProperty("metrics").EnumerateObject().Select(one => one.Name));
        Assert.False(inner.TryGetProperty("endedAt", out _));
        Assert.False(inner.TryGetProperty("isRunning", out _));
    }

    private static RunState Read(string text)
    {
        var state = RunStateJson.Read(Encoding.UTF8.GetBytes(text), out var problem);
        Assert.Null(problem);
        return state!;
    }

    /// <summary>A run with evidence, a window, hooks, an outside metric and a command.</summary>
    private static World Busy()
    {
        var spec = Given.Hooked((HookKind.PreRollout, "smoke"), (HookKind.ConfirmTrafficIncrease, "gate"));
        spec = spec with
        {
            Analysis = spec.Analysis with
            {
                Metrics =
                [
                    new MetricSpec
                    {
                        Name = MetricSpec.SuccessRate,
                        Compare = new CompareSpec(),
                        Min = 99,
                    },
                    new MetricSpec { Name = MetricSpec.Duration, Compare = new CompareSpec() },
                    Given.Outside("queue") with
                    {
                        FailureLimit = 3,
                    },
                ],
                Match = [Given.Header("x-beta", "1")],
            },
        };
        var world = new World(spec) { StableErrors = 0.003, CanaryErrors = 0.003 };
        world.Metrics["queue"] = new Measurement { Value = 3.7 };
        world.Started();
        world.Until(one => one.State.Traffic.CanaryPercent == 20);
        world.Pass(TimeSpan.FromSeconds(4));
        world.Do(CommandVerb.Pause);
        world.Do(CommandVerb.Resume);
        return world;
    }
}
