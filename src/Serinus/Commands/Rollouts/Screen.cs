using Spectre.Console;

namespace Serinus.Commands.Rollouts;

/// <summary>Lines of markup on a terminal, and as plain text elsewhere or where NO_COLOR is set (https://no-color.org).</summary>
internal sealed class Screen
{
    private const int PlainWidth = 120;
    private readonly TextWriter output;
    private readonly IAnsiConsole? console;

    public Screen(TextWriter output)
    {
        this.output = output;
        if (IsTerminal(output))
            console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
    }

    /// <summary>The terminal; null when it is none, or plain text is wanted.</summary>
    public IAnsiConsole? Terminal => IsColorless ? null : console;

    // Set and not empty.
    private static bool IsColorless => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));

    /// <summary>Width of the output; that of a wide page where it is no terminal.</summary>
    public static int WidthOf(TextWriter output)
    {
        if (!IsTerminal(output))
            return PlainWidth;
        try
        {
            return Console.WindowWidth > 0 ? Console.WindowWidth : PlainWidth;
        }
        catch (IOException)
        {
            return PlainWidth;
        }
    }

    /// <summary>Writes plain lines.</summary>
    public void Write(IEnumerable<string> lines)
    {
        foreach (var line in lines)
            output.WriteLine(line);
    }

    /// <summary>Writes lines of markup.</summary>
    public void WriteMarkup(IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            if (Terminal is { } terminal)
                terminal.MarkupLine(line);
            else
                output.WriteLine(Markup.Remove(line).TrimEnd());
        }
    }

    private static bool IsTerminal(TextWriter output) =>
        ReferenceEquals(output, Console.Out) && !Console.IsOutputRedirected;
}
