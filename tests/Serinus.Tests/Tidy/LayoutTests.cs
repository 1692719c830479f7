using System.Text.RegularExpressions;

namespace Serinus.Tests.Tidy;

/// <summary>A folder is a concept and a namespace; a file is one public type and can be read in one sitting.</summary>
public partial class LayoutTests
{
    private const int LinesMax = 400;

    [Fact]
    public void The_namespace_of_a_file_is_its_folder()
    {
        var strays =
            from file in SourceTree.Sources
            let wanted = string.Join('.', [file.Project, .. file.FoldersInProject])
            let declared = Namespace().Match(file.Text)
            where declared.Success ? declared.Groups[1].Value != wanted : !IsTopLevelProgram(file)
            select $"{file.Path} declares {declared.Groups[1].Value}, its folder says {wanted}";

        Expect.None(strays);
    }

    [Fact]
    public void A_file_has_one_public_type_and_its_name()
    {
        var strays =
            from file in SourceTree.Sources
            let types = TopLevelType().Matches(file.Text).Where(type => type.Groups["public"].Success).ToArray()
            let names = types.Select(type => type.Groups["name"].Value).Distinct().ToArray()
            where names.Length > 1 || (names.Length == 1 && names[0] != file.Name)
            select $"{file.Path} has {string.Join(", ", names)}";

        Expect.None(strays);
    }

    [Fact]
    public void A_file_without_a_public_type_is_named_like_a_type_of_its_own()
    {
        var strays =
            from file in SourceTree.Sources
            let types = TopLevelType().Matches(file.Text)
            where types.Count > 0 && !types.Any(type => type.Groups["public"].Success)
            where !types.Any(type => type.Groups["name"].Value == file.Name) && !IsTopLevelProgram(file)
            select $"{file.Path} has {string.Join(", ", types.Select(type => type.Groups["name"].Value))}";

        Expect.None(strays);
    }

    [Fact]
    public void No_source_file_is_longer_than_the_limit()
    {
        var long_ones =
            from file in SourceTree.Sources
            where file.Lines.Length - 1 > LinesMax
            select $"{file.Path} has {file.Lines.Length - 1} lines; look for the second concept in it";

        Expect.None(long_ones);
    }

    /// <summary>A Program.cs of top-level statements has neither namespace nor type.</summary>
    private static bool IsTopLevelProgram(SourceFile file) => file.Name == "Program";

    [GeneratedRegex(@"(?m)^namespace ([\w.]+)")]
    private static partial Regex Namespace();

    // With file-scoped namespaces a type of the file itself begins at the margin.
    [GeneratedRegex(
        @"(?m)^(?:(?:(?<public>public)|internal|file|static|sealed|abstract|partial|readonly|ref|unsafe) )*(?:class|struct|interface|enum|record(?: class| struct)?|delegate [^\s(]+) (?<name>[A-Z]\w*)"
    )]
    private static partial Regex TopLevelType();
}
