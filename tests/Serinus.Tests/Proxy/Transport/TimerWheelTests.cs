using CsCheck;
using Serinus.Proxy.Transport;

namespace Serinus.Tests.Proxy.Transport;

public sealed class TimerWheelTests
{
    /// <summary>A slot, and the turn of a loop.</summary>
    private const int Slack = 32;

    [Fact]
    public void Every_timer_fires_once_at_its_last_deadline() =>
        Gen.Select(Gen.Int[0, 9], Gen.Int[0, 40_000], Gen.Int[0, 3000])
            .Array[1, 60]
            .Sample(steps =>
            {
                var now = 1_000_000L;
                var wheel = new TimerWheel(now, Throw);
                var timers = Enumerable.Range(0, 10).Select(_ => new Probe(() => now)).ToArray();
                foreach (var (which, ahead, pass) in steps)
                {
                    var deadline = ahead == 0 ? long.MaxValue : now + ahead;
                    timers[which].Expect(deadline);
                    wheel.Set(timers[which], deadline);
                    for (var until = now + pass; now < until; )
                    {
                        now = Math.Min(until, now + Math.Max(1, Math.Min(7, pass)));
                        wheel.Advance(now);
                    }
                }

                for (var until = now + 50_000; now < until; )
                {
                    now += 10;
                    wheel.Advance(now);
                }

                foreach (var timer in timers)
                    timer.Check(now, Slack);
                Assert.Equal(-1, wheel.Wait(now));
            });

    [Fact]
    public void The_wait_ends_before_the_next_deadline_and_not_long_before_any_slot()
    {
        var wheel = new TimerWheel(5_000, Throw);
        var fired = false;
        wheel.Set(new Act(() => fired = true), 5_200);

        var now = 5_000L;
        for (var turns = 0; !fired; turns++)
        {
            Assert.InRange(turns, 0, 3);
            now += wheel.Wait(now);
            wheel.Advance(now);
        }

        Assert.InRange(now, 5_200, 5_200 + Slack);
    }

    [Fact]
    public void A_timer_may_remove_its_neighbours_while_it_fires()
    {
        var wheel = new TimerWheel(0, Throw);
        var fired = 0;
        var timers = new Act[5];
        for (var i = 0; i < timers.Length; i++)
        {
            timers[i] = new Act(() =>
            {
                fired++;
                foreach (var other in timers)
                    wheel.Remove(other);
            });
            wheel.Set(timers[i], 100);
        }

        wheel.Advance(500);

        Assert.Equal(1, fired);
    }

    private static void Throw(Exception fault) => throw new InvalidOperationException("A timer failed.", fault);

    private sealed class Probe(Func<long> clock) : LoopTimer
    {
        private long expected = long.MaxValue;

        public void Expect(long deadline) => expected = deadline;

        public void Check(long now, int slack) =>
            Assert.True(expected == long.MaxValue || expected > now - slack, "A timer was lost.");

        protected internal override void Expired()
        {
            Assert.InRange(clock(), expected, expected + Slack);
            expected = long.MaxValue;
        }
    }

    private sealed class Act(Action action) : LoopTimer
    {
        protected internal override void Expired() => action();
    }
}
