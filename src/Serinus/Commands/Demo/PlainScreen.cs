using System.Globalization;
using Serinus.Commands.Rollouts;

namespace Serinus.Commands.Demo;

/// <summary>The demo without a terminal: a line for each decision, and one every few seconds on how things are.</summary>
internal sealed class PlainScreen(TextWriter output) : IDemoScreen
{
    private const int ViewsBetween = 5;

    private DateTimeOffset last;
    private int views;

    public int Width => Screen.WidthOf(output);

    public Task<T> WhileShownAsync<T>(Func<Task<T>> demo) => demo();

    public void Show(DemoView view)
    {
        var rollout = view.Rollout;
        foreach (var entry in rollout.Timeline.Where(entry => entry.At > last))
            output.WriteLine($"{Figures.At(entry.At, DateTimeOffset.UtcNow)}  {entry.Text}");
        if (rollout.Timeline.Count > 0)
            last = rollout.Timeline[^1].At;
        if (views++ % ViewsBetween == 0)
            output.WriteLine(Line(view));
    }

    public void Pin(string line) => output.WriteLine(line);

    public void Tell(string line) => output.WriteLine(line);

    private static string Line(DemoView view)
    {
        var weight = view.Rollout.Weight;
        var observed = weight.Observed is { } share ? Figures.Percent(share) : "–";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"          canary {Figures.Percent(weight.Desired)} wanted, {observed} observed; clients {Figures.Rate(view.Clients.Rate)}, p50 {view.Clients.Median:0.00} ms, p99 {view.Clients.P99:0.00} ms, {view.Failures} of {view.Requests} failed"
        );
    }
}
