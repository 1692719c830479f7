using System.Text.RegularExpressions;
using Serinus.Testbed;

namespace Serinus.Tests.Tidy;

/// <summary>ARCHITECTURE.md describes this repository, not one it once was.</summary>
public partial class ArchitectureTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(Repository.Root, "ARCHITECTURE.md"));

    [Fact]
    public void Everything_in_the_tree_exists()
    {
        var missing = Tree().Where(path => !Path.Exists(Path.Combine(Repository.Root, path)));

        Expect.None(missing);
    }

    [Fact]
    public void Every_folder_of_the_product_and_every_project_is_in_the_tree()
    {
        var folders = SourceTree.Product.Select(file => file.Folder + "/");
        var projects = SourceTree.Projects.Select(file => file.Folder + "/");

        Expect.None(folders.Concat(projects).Distinct().Except(Tree()));
    }

    [Fact]
    public void The_arrows_are_those_of_the_projects()
    {
        var written = Arrow()
            .Matches(Block("Arrows"))
            .ToDictionary(
                arrow => arrow.Groups[1].Value,
                arrow => arrow.Groups[2].Value == "nothing" ? [] : arrow.Groups[2].Value.Split(", ").Order().ToArray()
            );

        var real = SourceTree
            .Projects.Where(project => project.Path.StartsWith("src/", StringComparison.Ordinal))
            .ToDictionary(
                project => project.Name,
                project =>
                    ArrowTests
                        .Items(project.Name, "ProjectReference")
                        .Select(path => Path.GetFileNameWithoutExtension(path)!)
                        .Order()
                        .ToArray()
            );

        Assert.Equal(real, written);
    }

    [Theory]
    [InlineData("README.md")]
    [InlineData("CONTRIBUTING.md")]
    [InlineData("CHANGELOG.md")]
    [InlineData("LICENSE")]
    public void A_page_every_project_owes_its_readers_is_there(string page) =>
        Assert.True(File.Exists(Path.Combine(Repository.Root, page)));

    /// <summary>Paths of the tree: two spaces of indentation are one level, what follows the name is a remark.</summary>
    private static List<string> Tree()
    {
        var paths = new List<string>();
        var parents = new List<string>();
        foreach (Match line in TreeLine().Matches(Block("Tree")))
        {
            var depth = line.Groups["indent"].Length / 2;
            parents.RemoveRange(depth, parents.Count - depth);
            var name = line.Groups["name"].Value;
            var path = string.Concat(parents) + name;
            paths.Add(path);
            if (name.EndsWith('/'))
                parents.Add(name);
        }

        return paths;
    }

    /// <summary>The first fenced block below a heading.</summary>
    private static string Block(string heading)
    {
        var block = Regex.Match(Page, $@"(?ms)^## {heading}$.*?^```\w*\n(.*?)^```");
        Assert.True(block.Success, $"ARCHITECTURE.md has no block below '## {heading}'");
        return block.Groups[1].Value;
    }

    [GeneratedRegex(@"(?m)^(?<indent> *)(?<name>[\w./-]+)")]
    private static partial Regex TreeLine();

    [GeneratedRegex(@"(?m)^([\w.]+) +→ (.+)$")]
    private static partial Regex Arrow();
}
