using System.Globalization;
using Serinus.Rollouts.Simulation;

namespace Serinus.Commands.Rollouts;

/// <summary>What a simulation found, as a page or as JSON.</summary>
/// <param name="traffic">The imagined traffic.</param>
/// <param name="good">Runs of a version as good as stable.</param>
/// <param name="broken">The traffic with a bad version.</param>
/// <param name="bad">Its runs.</param>
internal sealed class SimulationPage(Imagined traffic, SimulatedKind good, Imagined broken, SimulatedKind bad)
{
    private const int LabelWidth = 26;

    /// <summary>The same for programs.</summary>
    public SimulationAnswer Answer { get; } =
        new(traffic.Spec.Name, traffic.RequestsPerSecond, traffic.StableErrors, good, bad);

    public void Write(TextWriter output)
    {
        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{traffic.Spec.Name} at {traffic.RequestsPerSecond:0.###} requests a second; stable fails {Percent(traffic.StableErrors)} of them; {good.Runs} runs each"
            )
        );
        output.WriteLine();
        Row(output, "", "as good as stable", BadName());
        Row(output, "promoted", Percent(good.Promoted), Percent(bad.Promoted));
        Row(output, "rolled back", Percent(good.RolledBack), Percent(bad.RolledBack));
        Row(output, "stood still undecided", Percent(good.Undecided), Percent(bad.Undecided));
        Row(output, "half took at most", Time(good.MedianSeconds), Time(bad.MedianSeconds));
        Row(output, "9 of 10 took at most", Time(good.NinthTenthSeconds), Time(bad.NinthTenthSeconds));
        Row(output, "canary exposed (median)", Time(good.MedianExposedSeconds), Time(bad.MedianExposedSeconds));
        Row(output, "failed requests (median)", Figures.Count(good.MedianErrors), Figures.Count(bad.MedianErrors));
        output.WriteLine();
        output.WriteLine($"as good as stable, for example: {good.Example}");
        output.WriteLine($"{BadName()}, for example: {bad.Example}");
        if (bad.Promoted > 0.1)
            output.WriteLine(
                "A bad version often gets through: give it more time or weight before the last step, or use analysis steps, which wait for evidence."
            );
        if (good.Undecided > 0.1)
            output.WriteLine(
                "A good version often stands still: there is too little traffic for these steps; lengthen them, raise their weights, or widen the margins."
            );
    }

    private string BadName() =>
        broken.CanarySlowness == 1
            ? $"{Percent(broken.CanaryErrors)} errors"
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{Percent(broken.CanaryErrors)} errors, {broken.CanarySlowness:0.##} × as slow"
            );

    private static void Row(TextWriter output, string label, string first, string second) =>
        output.WriteLine($"{label.PadRight(LabelWidth)}{first, 20}{second, 28}");

    private static string Time(double seconds) => Figures.Time(TimeSpan.FromSeconds(seconds));

    private static string Percent(double share) => Figures.Percent(share * 100);
}
