using System.Collections.Immutable;
using Serinus.Providers.Files;
using Serinus.Routing.Compile;
using Serinus.Routing.Config;
using Serinus.Testbed;

namespace Serinus.Tests.Routing.Compile;

/// <summary>What is told of a configuration as an operator writes it: problems have to name the file and the line.</summary>
internal static class Written
{
    private const string FileName = "edge.yaml";

    /// <summary>Asserts that exactly one thing is told, of this field, where it stands and with this cure.</summary>
    public static void Tells(string yaml, string field, string line, string message, string cure)
    {
        // That a route then misses its service is told beside it.
        var problem = Assert.Single(
            Problems(yaml),
            problem => !problem.Message.Contains("has an error of its own", StringComparison.Ordinal)
        );

        Assert.Equal(field, problem.Field);
        Assert.Contains(message, problem.Message, StringComparison.Ordinal);
        Assert.Equal(cure, problem.Cure);
        Assert.Equal(FileName, Path.GetFileName(problem.Location?.Source));
        Assert.Contains(line, yaml.Split('\n')[problem.Location!.Value.Line - 1], StringComparison.Ordinal);
    }

    /// <summary>All that is told.</summary>
    public static ImmutableArray<Problem> Problems(string yaml)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write(FileName, yaml);
        return Compiler.Compile([new FileProvider(path).Load()], null, Given.Key).Problems;
    }

    /// <summary>Text of a file as a YAML value on one line.</summary>
    public static string Quoted(string text) => $"\"{text.Replace("\n", "\\n", StringComparison.Ordinal)}\"";
}
