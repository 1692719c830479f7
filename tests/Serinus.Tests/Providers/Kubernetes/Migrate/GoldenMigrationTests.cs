using System.Runtime.CompilerServices;
using Serinus.Providers.Kubernetes.Migrate;

namespace Serinus.Tests.Providers.Kubernetes.Migrate;

/// <summary>Each file of Golden/migrate with what is written for it and what is said, to the letter. SERINUS_ACCEPT=1 writes both anew for review.</summary>
public sealed class GoldenMigrationTests
{
    private const string Written = ".migrated.yaml";

    private static readonly string folder = Folder();

    public static TheoryData<string> Cases() =>
        [
            .. Directory
                .EnumerateFiles(folder, "*.yaml")
                .Where(file => !file.EndsWith(Written, StringComparison.Ordinal))
                .Select(file => Path.GetFileName(file))
                .Order(StringComparer.Ordinal),
        ];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_file_becomes_exactly_this(string file)
    {
        var options = new MigrationOptions(Source(file), IsCompat: file.Contains("compat"));

        var result = Migration.OfFiles([Path.Combine(folder, file)], TextReader.Null, options);

        Expect(file[..^".yaml".Length] + Written, string.Join("---\n", result.Objects.Select(made => made.Yaml)));
        Expect(
            file + ".report.txt",
            string.Concat(
                    result
                        .PassedOver.Concat(result.Problems.Select(problem => problem.ToString()))
                        .Select(line => line + "\n")
                )
                .Replace(folder + "/", "")
        );
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void What_was_written_is_written_the_same_again(string file)
    {
        var path = Path.Combine(folder, file[..^".yaml".Length] + Written);
        var written = File.ReadAllText(path);

        var again = Migration.OfFiles([path], TextReader.Null, new MigrationOptions(Source(file)));

        var ingresses = again.Objects.Select(made => made.Yaml);
        Assert.All(ingresses, ingress => Assert.Contains(ingress, written));
    }

    private static MigrationSource Source(string file) =>
        file.StartsWith("nginx", StringComparison.Ordinal) ? MigrationSource.Nginx : MigrationSource.Traefik;

    private static void Expect(string name, string text)
    {
        var path = Path.Combine(folder, name);
        if (Environment.GetEnvironmentVariable("SERINUS_ACCEPT") == "1")
            File.WriteAllText(path, text);
        Assert.True(File.Exists(path), $"there is no {name}; run with SERINUS_ACCEPT=1 and review it.");
        Assert.Equal(File.ReadAllText(path), text);
    }

    private static string Folder([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "Golden", "migrate"));
}
