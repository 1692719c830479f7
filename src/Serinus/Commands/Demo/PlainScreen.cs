using System.Globalization;

namespace Serinus.Commands.Demo;

/// <summary>The demo without a terminal: one line a second.</summary>
internal sealed class PlainScreen(TextWriter output) : IDemoScreen
{
    public Task<int> WhileShownAsync(Func<Task<int>> demo) => demo();

    public void Show(DemoView view)
    {
        var backends = view.Backends.Select(backend =>
            string.Create(
                CultureInfo.InvariantCulture,
                $"{backend.Name} wanted {backend.WantedShare:P1} observed {backend.ObservedShare:P2} ({backend.Chosen}) {backend.Traffic.Rate:0}/s errors {backend.Traffic.Errors} p50 {backend.Traffic.Median:0.00} ms p99 {backend.Traffic.P99:0.00} ms"
            )
        );
        output.WriteLine($"{view.Step}: {string.Join(" | ", backends)}");
    }

    public void Pin(string line) => output.WriteLine(line);

    public void Tell(string line) => output.WriteLine(line);
}
