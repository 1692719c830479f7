using System.Text.Json;
using Serinus.Rollouts.Plan;
using Serinus.Rollouts.Run;

namespace Serinus.Tests.Rollouts.Run;

public sealed class RunJsonTests
{
    [Fact]
    public void A_state_comes_back_as_it_was()
    {
        var state = RunStates.Progressing();

        var read = RunJson.Read(RunJson.Write(state));

        Assert.Equal(RunJson.Write(state), RunJson.Write(read));
        Assert.Equal(state.Traffic.CanaryPercent, read.Traffic.CanaryPercent);
        Assert.Equal(state.Traffic.Match[0].Values[0], read.Traffic.Match[0].Values[0]);
        Assert.Equal(state.StartedAt, read.StartedAt);
        Assert.Equal(state.Timeline, read.Timeline);
        Assert.Equal(state.Outbox, read.Outbox);
        Assert.Equal(["B", "a", "b"], read.Metrics.Keys);
        Assert.Equal(99.25, read.Metrics["b"].Value);
    }

    [Fact]
    public void What_an_older_program_did_not_know_has_its_default_and_what_a_newer_one_added_is_passed_over()
    {
        var read = RunJson.Read("""{"run":3,"phase":"Progressing","ofTheFuture":{"x":[1]}}""");

        Assert.Equal(RunJson.Write(new RunState { Run = 3, Phase = Phase.Progressing }), RunJson.Write(read));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"run\":\"x\"}")]
    [InlineData("{\"revision\":null}")]
    [InlineData("{\"phase\":\"Nowhere\"}")]
    public void Text_that_is_no_state_is_refused(string text) =>
        Assert.ThrowsAny<JsonException>(() => RunJson.Read(text));
}
