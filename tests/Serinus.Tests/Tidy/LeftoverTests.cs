using System.Text.RegularExpressions;

namespace Serinus.Tests.Tidy;

/// <summary>What is not finished is not in the repository.</summary>
public class LeftoverTests
{
    /// <summary>This file names what it looks for.</summary>
    private const string Here = "tests/Serinus.Tests/Tidy/LeftoverTests.cs";

    [Theory]
    [InlineData(@"\b(TODO|FIXME|HACK|XXX)\b")]
    [InlineData(@"\bNotImplementedException\b")]
    [InlineData(@"\bThread\.Sleep\b")]
    [InlineData(@"\bSkip\s*=\s*""|\bSkip(When|Unless|Type)\b|\bAssert\.Skip")]
    [InlineData(@"\bAssert\.True\(true\b")]
    [InlineData(@"catch\s*(\([^)]*\))?\s*\{\s*\}")]
    public void Code_carries_no_leftover(string pattern) => Expect.None(Find(SourceTree.Sources, pattern));

    [Fact]
    public void Nothing_names_a_path_of_one_machine()
    {
        SourceFile[] texts =
        [
            .. SourceTree.Sources,
            .. SourceTree.Projects,
            .. SourceTree.Read(".", "*.md"),
            .. SourceTree.Read(".", "*.yaml"),
            .. SourceTree.Read(".", "*.json"),
        ];

        Expect.None(Find(texts, @"(?<![\w.])/(work|root|home|Users)/\w|/tmp/\w*jobs"));
    }

    private static IEnumerable<string> Find(IEnumerable<SourceFile> files, string pattern)
    {
        var regex = new Regex(pattern);
        return files.Where(file => file.Path != Here).SelectMany(file => file.Find(regex));
    }
}
