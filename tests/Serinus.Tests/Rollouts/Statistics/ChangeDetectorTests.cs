using System.Text.Json;
using MathNet.Numerics.Distributions;
using Serinus.Rollouts.Statistics;

namespace Serinus.Tests.Rollouts.Statistics;

public class ChangeDetectorTests
{
    /// <summary>The law: while nothing has changed, M after T blocks is at most T on average. Added up over everything that can happen.</summary>
    [Theory]
    [InlineData(0.1, 0.1)]
    [InlineData(0.1, 0.05)]
    [InlineData(0.5, 0.5)]
    public void While_nothing_has_changed_it_grows_by_at_most_1_a_block(double limit, double share)
    {
        Assert.InRange(Mean(ChangeDetector.Start(limit), share, 4), 0, 4 + 1e-9);

        static double Mean(ChangeDetector detector, double share, int blocks) =>
            blocks == 0
                ? Math.Exp(detector.LogEvidence) - 1
                : Enumerable
                    .Range(0, 6)
                    .Sum(bad =>
                        Binomial.PMF(share, 5, bad) * Mean(detector.Add(new ArmCounts(5, bad)), share, blocks - 1)
                    );
    }

    [Fact]
    public void A_change_is_seen_however_long_there_was_none()
    {
        var detector = ChangeDetector.Start(0.01);
        for (var i = 0; i < 1000; i++)
            detector = detector.Add(new ArmCounts(1000, 5));
        Assert.True(detector.LogEvidence < ChangeDetector.Line(0.01, 3600));

        for (var i = 0; i < 3; i++)
            detector = detector.Add(new ArmCounts(1000, 30));

        Assert.True(detector.LogEvidence > ChangeDetector.Line(0.01, 3600));
    }

    [Fact]
    public void It_tolerates_what_stable_did_and_a_margin()
    {
        Assert.Equal(0.0100, ChangeDetector.After(new ArmCounts(1_000_000, 5000), Margin.Errors).Limit, 1e-4);
        Assert.InRange(ChangeDetector.After(new ArmCounts(100, 100), Margin.Errors).Limit, 0.99, 1 - 1e-6);
    }

    [Fact]
    public void A_restart_changes_nothing_to_the_last_bit()
    {
        var detector = ChangeDetector.Start(0.01).Add(new ArmCounts(1000, 13)).Add(new ArmCounts(10, 1));
        var read = JsonSerializer.Deserialize<ChangeDetector>(JsonSerializer.Serialize(detector))!;

        Assert.Equal(detector.Logs, read.Logs);
        Assert.Equal((detector.Limit, detector.Totals), (read.Limit, read.Totals));
    }

    [Fact]
    public void Numbers_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => ChangeDetector.Start(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => ChangeDetector.Start(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => ChangeDetector.Line(0, 10));
        Assert.Throws<ArgumentOutOfRangeException>(() => ChangeDetector.Line(0.01, 0));
    }
}
