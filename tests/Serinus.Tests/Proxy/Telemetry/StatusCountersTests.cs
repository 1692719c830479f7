using CsCheck;
using Serinus.Proxy.Telemetry;

namespace Serinus.Tests.Proxy.Telemetry;

public class StatusCountersTests
{
    [Fact]
    public void Every_status_is_counted_as_often_as_it_was_added() =>
        Gen.Int[0, 700]
            .Array[0, 2000]
            .Sample(statuses =>
            {
                var counters = new StatusCounters();
                foreach (var status in statuses)
                    counters.Add(status);
                var totals = new Dictionary<int, long>();
                counters.AddTo(totals);
                var expected = statuses
                    .GroupBy(status => status is >= 100 and <= 599 ? status : 0)
                    .ToDictionary(group => group.Key, group => (long)group.Count());
                return expected.Count == totals.Count && expected.All(pair => totals[pair.Key] == pair.Value);
            });

    [Fact]
    public void A_reader_beside_the_writer_never_sees_a_count_go_down()
    {
        var counters = new StatusCounters();
        var done = false;
        var writer = new Thread(() =>
        {
            for (var round = 0; round < 200; round++)
            {
                for (var status = 100; status < 600; status++)
                    counters.Add(status);
            }

            Volatile.Write(ref done, true);
        });
        writer.Start();

        var last = new Dictionary<int, long>();
        while (!Volatile.Read(ref done))
        {
            var totals = new Dictionary<int, long>();
            counters.AddTo(totals);
            Assert.All(last, pair => Assert.True(totals[pair.Key] >= pair.Value));
            last = totals;
        }

        writer.Join();
    }
}
