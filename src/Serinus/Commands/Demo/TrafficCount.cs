namespace Serinus.Commands.Demo;

/// <summary>What the demo's own client saw since it last looked.</summary>
/// <param name="Requests">Requests answered.</param>
/// <param name="Rate">Requests a second.</param>
/// <param name="Errors">Those of them with another status than 200.</param>
/// <param name="Median">Half of them took no longer, in milliseconds.</param>
/// <param name="P99">99 of 100 took no longer, in milliseconds.</param>
internal sealed record TrafficCount(int Requests, double Rate, int Errors, double Median, double P99)
{
    public static TrafficCount Of(List<double> milliseconds, int errors, TimeSpan time)
    {
        milliseconds.Sort();
        return new TrafficCount(
            milliseconds.Count,
            milliseconds.Count / time.TotalSeconds,
            errors,
            At(milliseconds, 0.5),
            At(milliseconds, 0.99)
        );
    }

    private static double At(List<double> sorted, double quantile) =>
        sorted.Count == 0 ? 0 : sorted[(int)Math.Min(quantile * sorted.Count, sorted.Count - 1)];
}
