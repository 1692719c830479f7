using System.Runtime.CompilerServices;
using Serinus.Providers.Kubernetes.Doctor;

namespace Serinus.Tests.Providers.Kubernetes.Doctor;

/// <summary>Each file of Golden/doctor with what is found in it, to the letter. SERINUS_ACCEPT=1 writes the findings anew for review.</summary>
public sealed class GoldenDoctorTests
{
    private static readonly string folder = Folder();

    public static TheoryData<string> Cases() =>
        [
            .. Directory
                .EnumerateFiles(folder, "*.yaml")
                .Select(file => Path.GetFileName(file))
                .Order(StringComparer.Ordinal),
        ];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_set_gives_exactly_these_findings(string file)
    {
        var findings = ManifestDoctor.ExamineFiles([Path.Combine(folder, file)], TextReader.Null);

        var said = string.Concat(findings.Select(finding => finding + "\n")).Replace(folder + "/", "");
        var expectedPath = Path.Combine(folder, file + ".findings.txt");
        if (Environment.GetEnvironmentVariable("SERINUS_ACCEPT") == "1")
            File.WriteAllText(expectedPath, said);
        Assert.True(File.Exists(expectedPath), $"{file} has no findings; run with SERINUS_ACCEPT=1 and review them.");
        Assert.Equal(File.ReadAllText(expectedPath), said);
    }

    [Fact]
    public void Every_expectation_belongs_to_a_set()
    {
        foreach (var expected in Directory.EnumerateFiles(folder, "*.findings.txt"))
            Assert.True(File.Exists(expected[..^".findings.txt".Length]), expected);
    }

    private static string Folder([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "Golden", "doctor"));
}
