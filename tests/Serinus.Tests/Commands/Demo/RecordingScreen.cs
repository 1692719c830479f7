using Serinus.Commands.Demo;

namespace Serinus.Tests.Commands.Demo;

/// <summary>A screen that remembers what it was shown.</summary>
internal sealed class RecordingScreen : IDemoScreen
{
    public List<DemoView> Views { get; } = [];

    public List<string> Lines { get; } = [];

    public Action<string> Pinned { get; init; } = _ => { };

    public int Width => 80;

    public Task<T> WhileShownAsync<T>(Func<Task<T>> demo) => demo();

    public void Show(DemoView view) => Views.Add(view);

    public void Pin(string line)
    {
        Tell(line);
        Pinned(line);
    }

    public void Tell(string line)
    {
        lock (Lines)
            Lines.Add(line);
    }
}
