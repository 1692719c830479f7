namespace Serinus.Commands.Demo;

/// <summary>How whoever watches the demo calls this program.</summary>
internal static class DemoPrograms
{
    private const string Script = "dev";

    /// <summary>The program, as it can be called from here.</summary>
    public static string Serinus { get; } = Called();

    /// <summary>The demo: by the script where it was built by it.</summary>
    public static string Demo { get; } =
        Serinus.StartsWith("artifacts", StringComparison.Ordinal) && File.Exists(Script)
            ? $"./{Script} run"
            : $"{Serinus} demo";

    private static string Called()
    {
        if (Environment.ProcessPath is not { } path)
            return "serinus";
        var relative = Path.GetRelativePath(Environment.CurrentDirectory, path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? "serinus" : relative;
    }
}
