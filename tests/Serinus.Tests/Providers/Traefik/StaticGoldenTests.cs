using System.Runtime.CompilerServices;
using System.Text;
using Serinus.Providers.Traefik;

namespace Serinus.Tests.Providers.Traefik;

/// <summary>Each folder of Golden/traefik: a command line and files, and what they come to, to the letter. SERINUS_ACCEPT=1 writes the files anew for review.</summary>
public sealed class StaticGoldenTests
{
    private static readonly string folder = Folder();

    public static TheoryData<string> Cases() =>
        [.. Directory.EnumerateDirectories(folder).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_command_line_comes_to_exactly_this(string name)
    {
        var said = Say(name);
        var expectedPath = Path.Combine(folder, name, "expected.txt");
        if (Environment.GetEnvironmentVariable("SERINUS_ACCEPT") == "1")
            File.WriteAllText(expectedPath, said);
        Assert.True(File.Exists(expectedPath), $"{name} has no expected.txt; run with SERINUS_ACCEPT=1 and review it.");
        Assert.Equal(File.ReadAllText(expectedPath), said);
    }

    private static string Say(string name)
    {
        var said = new StringBuilder();
        var arguments = File.ReadAllLines(Path.Combine(folder, name, "command.txt")).Where(line => line.Length > 0);
        var flags = StaticFlags.Parse([.. arguments], ["--config"]);
        foreach (var error in flags.Errors)
            said.AppendLine($"error: {error}");
        var configuration = new StaticSource(
            Read,
            directory => Directory.EnumerateFiles(Place(directory)),
            "home"
        ).Load(flags);
        if (configuration.Breakage is { } breakage)
            said.AppendLine($"breakage: {breakage}");
        if (configuration.LogLevel is { } level)
            said.AppendLine($"log level: {level}");
        if (configuration.Fragment is { } fragment)
        {
            foreach (var problem in fragment.Problems)
                said.AppendLine(problem.ToString());
            said.Append(RecordText.Of(fragment with { Problems = [] }));
        }

        return said.ToString();

        // Files of a case stand in its folder, whatever directory they are asked for in.
        string Place(string path) => Path.Combine(folder, name, Path.GetFileName(path));

        string? Read(string path) =>
            path.StartsWith("home", StringComparison.Ordinal) || !File.Exists(Place(path))
                ? null
                : File.ReadAllText(Place(path));
    }

    private static string Folder([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "Golden", "traefik"));
}
