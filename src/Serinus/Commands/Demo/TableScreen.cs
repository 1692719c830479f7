using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Serinus.Commands.Demo;

/// <summary>The demo on a terminal: one table that changes in place, what stays true and the last messages below it.</summary>
internal sealed class TableScreen(IAnsiConsole console) : IDemoScreen
{
    private const int WideTerminal = 100;
    private const int WideBar = 30;
    private const int NarrowBar = 10;
    private const int MessagesMax = 8;

    private readonly List<string> pinned = [];
    private readonly Queue<string> messages = new();
    private LiveDisplayContext? display;
    private DemoView? shown;

    public Task<int> WhileShownAsync(Func<Task<int>> demo) =>
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
                .. shown is null ? Array.Empty<IRenderable>() : [Table(shown)],
                .. pinned.Select(line => new Text(line, new Style(decoration: Decoration.Bold))),
                .. messages.Select(message => new Text(message)),
            ])
        );

    private Table Table(DemoView view)
    {
        var table = new Table()
            .Border(TableBorder.Rounded)
            .Title(Markup.Escape($"{view.Step} · configuration {view.Generation}"))
            .Caption($"{view.Requests} requests at these weights · {view.Failures} failed since the beginning");
        foreach (var column in (string[])["backend", "wanted", "observed", "", "rate", "errors", "p50 ms", "p99 ms"])
            table.AddColumn(new TableColumn(column).RightAligned().NoWrap());
        table.Columns[0].LeftAligned();
        table.Columns[3].LeftAligned();
        var barWidth = console.Profile.Width < WideTerminal ? NarrowBar : WideBar;
        foreach (var backend in view.Backends)
            table.AddRow(Row(backend, barWidth));
        return table;
    }

    private static Markup[] Row(BackendView backend, int barWidth)
    {
        var color = backend.Name == "canary" ? "yellow" : "blue";
        var filled = (int)Math.Round(backend.ObservedShare * barWidth);
        var bar = $"[{color}]{new string('█', filled)}[/][grey]{new string('░', barWidth - filled)}[/]";
        var errors = backend.Traffic.Errors;
        return
        [
            new Markup($"[{color}]{Markup.Escape(backend.Name)}[/]"),
            new Markup(Format($"{backend.WantedShare:P1}")),
            new Markup(Format($"{backend.ObservedShare:P2}")),
            new Markup(bar),
            new Markup(Format($"{backend.Traffic.Rate:0}/s")),
            new Markup(errors == 0 ? "0" : Format($"[red]{errors}[/]")),
            new Markup(Format($"{backend.Traffic.Median:0.00}")),
            new Markup(Format($"{backend.Traffic.P99:0.00}")),
        ];
    }

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
