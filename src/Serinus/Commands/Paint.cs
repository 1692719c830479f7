using Spectre.Console;

namespace Serinus.Commands;

/// <summary>Lines with a colour, where the output is a terminal and NO_COLOR is not set; plain lines elsewhere. Lines are never wrapped, so that editors find the places in them.</summary>
internal sealed class Paint
{
    private readonly TextWriter output;
    private readonly IAnsiConsole? console;

    public Paint(TextWriter output)
    {
        this.output = output;
        if (!ReferenceEquals(output, Console.Out) || Console.IsOutputRedirected || IsColorless)
            return;
        console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
    }

    // https://no-color.org: set and not empty.
    private static bool IsColorless => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));

    public void Line(string color, string text)
    {
        if (console is null)
            output.WriteLine(text);
        else
            output.WriteLine(console.Profile.Capabilities.Ansi ? Escaped(color, text) : text);
    }

    private static string Escaped(string color, string text) =>
        color switch
        {
            "red" => $"\e[31m{text}\e[0m",
            "yellow" => $"\e[33m{text}\e[0m",
            "green" => $"\e[32m{text}\e[0m",
            _ => text,
        };
}
