using System.Text;
using System.Text.RegularExpressions;
using Serinus.Providers.Kubernetes.Annotations;
using Serinus.Testbed;

namespace Serinus.Tests.Providers.Kubernetes.Migrate;

/// <summary>The guide says of every annotation what the catalogue says. SERINUS_ACCEPT=1 writes its table of the others anew.</summary>
public sealed class GuideTests
{
    private const string Begin = "<!-- begin: others -->\n";
    private const string End = "<!-- end: others -->\n";

    private static readonly string path = Path.Combine(Repository.Root, "docs/guide/kubernetes.md");

    [Fact]
    public void The_table_of_annotations_that_are_not_honoured_is_that_of_the_catalogue()
    {
        var page = File.ReadAllText(path);
        var begin = page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        var end = page.IndexOf(End, StringComparison.Ordinal);
        var table = Table();
        if (Environment.GetEnvironmentVariable("SERINUS_ACCEPT") == "1")
            File.WriteAllText(path, page[..begin] + table + page[end..]);
        var written = File.ReadAllText(path);
        Assert.Equal(table, written[begin..written.IndexOf(End, StringComparison.Ordinal)]);
    }

    [Fact]
    public void Every_annotation_that_is_honoured_is_named_above_the_table_and_no_other()
    {
        var page = File.ReadAllText(path);
        var section = page[
            page.IndexOf("\n## Annotations", StringComparison.Ordinal)..page.IndexOf(Begin, StringComparison.Ordinal)
        ];
        string[] named = [.. Regex.Matches(section, "`([a-z-]+)`").Select(match => match.Groups[1].Value)];
        string[] honoured =
        [
            .. AnnotationCatalog
                .Entries.Where(entry =>
                    entry.Fate == AnnotationFate.Honoured && entry.Prefixes != AnnotationPrefixes.None
                )
                .Select(entry => entry.Name),
        ];
        string[] values = ["drain", "evict"];

        Assert.Empty(honoured.Except(named));
        Assert.Empty(named.Except(honoured).Except(values));
    }

    private static string Table()
    {
        var table = new StringBuilder("| On | Names | |\n|---|---|---|\n");
        var groups = AnnotationCatalog
            .Entries.Where(entry => entry.Fate != AnnotationFate.Honoured)
            .GroupBy(entry => (entry.Prefixes, entry.Target, entry.Fate, entry.ClosesRoutes, entry.Advice));
        foreach (var group in groups)
        {
            var family = group.Key.Prefixes == AnnotationPrefixes.Nginx ? "nginx" : "Traefik";
            var names = string.Join(", ", group.Select(entry => $"`{entry.Name}`"));
            var closes = group.Key.ClosesRoutes ? "**closes its routes**; " : "";
            table.Append($"| {group.Key.Target}, {family} | {names} | {closes}{group.Key.Advice} |\n");
        }

        return table.ToString();
    }
}
