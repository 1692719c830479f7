using CsCheck;
using Serinus.Proxy.Upstreams;
using Serinus.Routing.Config;

namespace Serinus.Tests.Proxy.Upstreams;

public sealed class EjectionStateTests
{
    private static readonly EjectionConfig Config = new() { Failures = 3, Duration = TimeSpan.FromSeconds(10) };

    [Fact]
    public void A_success_after_the_return_leaves_the_state_of_a_new_endpoint()
    {
        var state = Eject(default, 1000);

        Assert.Equal(default, state.AfterSuccess(11_000));
        Assert.Equal(0UL, state.AfterSuccess(11_000).Word);
    }

    [Fact]
    public void A_late_success_does_not_bring_an_ejected_endpoint_back() =>
        Assert.Equal(Eject(default, 1000), Eject(default, 1000).AfterSuccess(10_999));

    [Fact]
    public void A_failure_while_ejected_changes_nothing() =>
        Assert.Equal(Eject(default, 1000), Eject(default, 1000).AfterFailure(Config, 10_999));

    [Fact]
    public void Each_ejection_in_a_row_lasts_longer_up_to_ten_times()
    {
        var state = default(EjectionState);
        var now = 5000L;
        for (var ejection = 1; ejection <= 25; ejection++)
        {
            state = Eject(state, now);
            Assert.Equal(now + 10_000 * Math.Min(ejection, 10), state.Until);
            now = state.Until;
        }
    }

    [Fact]
    public void No_number_of_failures_ejects_when_ejection_is_off() =>
        Assert.Equal(default, default(EjectionState).AfterFailure(Config with { Failures = 0 }, 1000));

    [Fact]
    public void Extreme_settings_do_not_run_into_each_other()
    {
        var state = default(EjectionState);
        for (var i = 0; i < ushort.MaxValue; i++)
            state = state.AfterFailure(new EjectionConfig { Failures = int.MaxValue, Duration = TimeSpan.MaxValue }, 7);

        Assert.Equal((0, 1), (state.FailuresInRow, state.EjectionsInRow));
        Assert.True(state.IsEjected(long.MaxValue >> 20));
    }

    [Fact]
    public void It_is_ejected_exactly_when_so_many_failed_in_a_row() =>
        Gen.Select(Gen.Bool.Array[0, 60], Gen.Int[1, 5])
            .Sample(
                (answers, failures) =>
                {
                    // Durations of nothing: every ejection is over at once, so that rows alone are counted.
                    var config = new EjectionConfig { Failures = failures, Duration = TimeSpan.Zero };
                    var state = default(EjectionState);
                    var (row, ejections) = (0, 0);
                    foreach (var good in answers)
                    {
                        state = good ? state.AfterSuccess(9) : state.AfterFailure(config, 9);
                        row = good ? 0 : row + 1;
                        if (good)
                            ejections = 0;
                        if (row == failures)
                            (row, ejections) = (0, ejections + 1);
                        Assert.Equal((row, Math.Min(ejections, 10)), (state.FailuresInRow, state.EjectionsInRow));
                    }
                }
            );

    private static EjectionState Eject(EjectionState state, long now) =>
        state.AfterFailure(Config, now).AfterFailure(Config, now).AfterFailure(Config, now);
}
