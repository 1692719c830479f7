using System.Globalization;
using Serinus.Commands.Rollouts;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Serinus.Commands.Demo;

/// <summary>The demo on a terminal: the page of the rollout, which changes in place, with what clients see, what stays true and the last messages below it.</summary>
internal sealed class PageScreen(IAnsiConsole console) : IDemoScreen
{
    private const int TimelineMax = 6;
    private const int MessagesMax = 4;

    private readonly List<string> pinned = [];
    private readonly Queue<string> messages = new();
    private LiveDisplayContext? display;
    private DemoView? shown;

    public int Width => console.Profile.Width;

    public Task<T> WhileShownAsync<T>(Func<Task<T>> demo) =>
        console
            .Live(new Text(""))
            .StartAsync(async context =>
            {
                display = context;
                try
                {
                    return await demo();
                }
                finally
                {
                    display = null;
                }
            });

    public void Show(DemoView view)
    {
        shown = view;
        Draw();
    }

    public void Pin(string line)
    {
        pinned.Add(line);
        Draw();
    }

    public void Tell(string line)
    {
        if (display is null)
        {
            console.WriteLine(line);
            return;
        }

        messages.Enqueue(line);
        if (messages.Count > MessagesMax)
            messages.Dequeue();
        Draw();
    }

    private void Draw() =>
        display?.UpdateTarget(
            new Rows([
                .. shown is null
                    ? []
                    : Page(shown).Select(IRenderable (line) => new Markup(line).Overflow(Overflow.Crop)),
                new Text(" "),
                .. pinned.Select(line => new Text(line, new Style(decoration: Decoration.Dim))),
                .. messages.Select(message => new Text(message, new Style(Color.Red))),
            ])
        );

    private IEnumerable<string> Page(DemoView view) =>
        RolloutPage
            .Lines(view.Rollout, Width - 1, TimelineMax, DateTimeOffset.UtcNow)
            .Append(" ")
            .Append(Clients(view));

    private static string Clients(DemoView view)
    {
        var failed = view.Failures == 0 ? "[green]none failed[/]" : $"[red]{Figures.Count(view.Failures)} failed[/]";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"[bold]clients[/]   {Figures.Rate(view.Clients.Rate)}  p50 {view.Clients.Median:0.00} ms  p99 {view.Clients.P99:0.00} ms  of {Figures.Count(view.Requests)} requests {failed}"
        );
    }
}
