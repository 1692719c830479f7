using System.Runtime.CompilerServices;
using System.Text;
using Serinus.Providers.Files;

namespace Serinus.Tests.Providers.Files;

/// <summary>Each file of Golden/files with what is said about it, to the letter. SERINUS_ACCEPT=1 writes the files anew for review.</summary>
public sealed class GoldenFileTests
{
    private static readonly string folder = Folder();

    public static TheoryData<string> Cases() =>
        [
            .. Directory
                .EnumerateFiles(folder)
                .Where(f =>
                    f.EndsWith(".yaml", StringComparison.Ordinal) || f.EndsWith(".toml", StringComparison.Ordinal)
                )
                .Select(f => Path.GetFileName(f))
                .Order(StringComparer.Ordinal),
        ];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_file_gives_exactly_these_problems(string file)
    {
        var said = Say(FileTranslations.Of(file, File.ReadAllText(Path.Combine(folder, file))));
        var expectedPath = Path.Combine(folder, file + ".problems.txt");
        if (Environment.GetEnvironmentVariable("SERINUS_ACCEPT") == "1")
            File.WriteAllText(expectedPath, said);
        Assert.True(
            File.Exists(expectedPath),
            $"{file} has no {Path.GetFileName(expectedPath)}; run with SERINUS_ACCEPT=1 and review it."
        );
        Assert.Equal(File.ReadAllText(expectedPath), said);
    }

    [Fact]
    public void Every_expectation_belongs_to_a_file()
    {
        foreach (var expected in Directory.EnumerateFiles(folder, "*.problems.txt"))
            Assert.True(File.Exists(expected[..^".problems.txt".Length]), expected);
    }

    /// <summary>Rollouts are checked as well: what they say is judged with the file, before any route is known.</summary>
    private static string Say(FileTranslation translation)
    {
        var fragment = translation.Fragment;
        var book = RolloutBook.Empty.Read(new FileReading(fragment, translation.Rollouts, translation.News));
        var said = new StringBuilder();
        foreach (var problem in fragment.Problems.AddRange(book.Problems))
            said.AppendLine(problem.ToString());
        Names("listeners", fragment.Listeners.Select(l => l.Name));
        Names("routes", fragment.Routes.Select(r => r.Name));
        Names("services", fragment.Services.Select(s => s.Name));
        Names("rollouts", book.Rollouts.Select(r => r.Spec.Name));
        Names("news", book.News.Select(r => r.Name));
        Names("edge", fragment.Edge is null ? [] : ["settings"]);
        Names("unreadable", fragment.Unreadable.Select(id => id.ToString()));
        return said.ToString();

        void Names(string kind, IEnumerable<string> names)
        {
            if (names.Any())
                said.AppendLine($"{kind}: {string.Join(", ", names)}");
        }
    }

    private static string Folder([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "Golden", "files"));
}
