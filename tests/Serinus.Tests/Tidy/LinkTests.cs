using System.Text.RegularExpressions;
using Serinus.Testbed;

namespace Serinus.Tests.Tidy;

/// <summary>A link in a page leads somewhere.</summary>
public partial class LinkTests
{
    [Fact]
    public void Every_link_of_every_page_leads_to_a_file_and_a_heading()
    {
        var dead =
            from page in SourceTree.Read(".", "*.md")
            from Match link in Link().Matches(CodeBlock().Replace(page.Text, ""))
            let target = link.Groups[1].Value
            where !target.Contains("://", StringComparison.Ordinal) && !Leads(page, target)
            select $"{page.Path}: {target}";

        Expect.None(dead);
    }

    private static bool Leads(SourceFile page, string target)
    {
        var parts = target.Split('#', 2);
        var folder = Path.GetDirectoryName(Path.Combine(Repository.Root, page.Path))!;
        var path = parts[0].Length == 0 ? Path.Combine(Repository.Root, page.Path) : Path.Combine(folder, parts[0]);
        if (Directory.Exists(path))
            return parts.Length == 1;
        return File.Exists(path) && (parts.Length == 1 || Anchors(File.ReadAllText(path)).Contains(parts[1]));
    }

    /// <summary>The names headings get on the usual hosts: lower case, spaces to dashes, punctuation gone.</summary>
    private static IEnumerable<string> Anchors(string text) =>
        from Match heading in Heading().Matches(text)
        let words = heading.Groups[1].Value.Trim().ToLowerInvariant().Replace(' ', '-')
        select string.Concat(words.Where(c => char.IsLetterOrDigit(c) || c is '-' or '_'));

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"(?ms)^```.*?^```|`[^`\n]*`")]
    private static partial Regex CodeBlock();

    [GeneratedRegex(@"(?m)^#+\s+(.*)$")]
    private static partial Regex Heading();
}
