namespace Serinus.Compare;

/// <summary>A program's figures for one body and number of connections, over all rounds.</summary>
/// <param name="RequestsPerSecond">Median of the rounds.</param>
/// <param name="ProcessorMicroseconds">Processor time of the program per request, over all rounds.</param>
/// <param name="P50">Median of the rounds' medians, in microseconds.</param>
/// <param name="P99">Median of the rounds' 99th percentiles, in microseconds.</param>
/// <param name="PeakBytes">Most memory held in any round.</param>
/// <param name="Errors">Sum of the rounds.</param>
public sealed record Row(
    string Program,
    Protocol Protocol,
    string Body,
    int Connections,
    double RequestsPerSecond,
    double ProcessorMicroseconds,
    double P50,
    double P99,
    long PeakBytes,
    long Errors
)
{
    public static Row Of(IReadOnlyList<Measurement> rounds) =>
        new(
            rounds[0].Program,
            rounds[0].Protocol,
            rounds[0].Body,
            rounds[0].Connections,
            Median(rounds.Select(round => round.Load.Requests / round.Load.Seconds)),
            rounds.Sum(round => round.Processor.TotalMicroseconds)
                / Math.Max(1, rounds.Sum(round => round.Load.Requests)),
            Median(rounds.Select(round => round.Load.P50)),
            Median(rounds.Select(round => round.Load.P99)),
            rounds.Max(round => round.PeakBytes),
            rounds.Sum(round => round.Load.Errors)
        );

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
