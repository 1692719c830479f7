using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Serinus.Tests.Tidy;

/// <summary>Who may know whom. Kubernetes, YAML and web-server types stay where the outside world begins.</summary>
public class ArrowTests
{
    private static readonly Dictionary<string, string[]> ProjectArrows = new()
    {
        ["Serinus.Routing"] = [],
        ["Serinus.Rollouts"] = [],
        ["Serinus.Proxy"] = ["Serinus.Routing"],
        ["Serinus.Providers"] = ["Serinus.Routing", "Serinus.Rollouts"],
        ["Serinus"] = ["Serinus.Routing", "Serinus.Rollouts", "Serinus.Proxy", "Serinus.Providers"],
    };

    private static readonly Dictionary<string, string[]> Packages = new()
    {
        ["Serinus.Routing"] = [],
        ["Serinus.Rollouts"] = [],
        ["Serinus.Proxy"] = [],
        ["Serinus.Providers"] = ["KubernetesClient", "Microsoft.Data.Sqlite", "Tomlyn", "YamlDotNet"],
        ["Serinus"] = ["Microsoft.AspNetCore.OpenApi", "prometheus-net", "Spectre.Console", "System.CommandLine"],
    };

    /// <summary>Namespaces of libraries, and the only folders whose files may name them.</summary>
    private static readonly (string Namespace, string[] Folders)[] Homes =
    [
        ("YamlDotNet", ["src/Serinus.Providers/Tree"]),
        ("Tomlyn", ["src/Serinus.Providers/Tree"]),
        ("k8s", ["src/Serinus.Providers/Kubernetes"]),
        ("Microsoft.Data.Sqlite", ["src/Serinus.Providers/Sqlite"]),
        ("Microsoft.AspNetCore", ["src/Serinus/Admin", "src/Serinus.Proxy/Http2"]),
        ("Microsoft.OpenApi", ["src/Serinus/Admin"]),
        ("Prometheus", ["src/Serinus/Admin"]),
    ];

    public static TheoryData<string> ProductProjects => [.. ProjectArrows.Keys];

    [Fact]
    public void Every_project_of_the_product_has_its_arrows_written_here()
    {
        var projects = SourceTree.Projects.Where(project => project.Path.StartsWith("src/", StringComparison.Ordinal));

        Assert.Equal(ProjectArrows.Keys.Order(), projects.Select(project => project.Name).Order());
    }

    [Theory]
    [MemberData(nameof(ProductProjects))]
    public void A_project_refers_to_the_projects_it_may_know_and_no_other(string project)
    {
        var references = Items(project, "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path));

        Assert.Equal(ProjectArrows[project].Order(), references.Order());
    }

    [Theory]
    [MemberData(nameof(ProductProjects))]
    public void A_project_refers_to_the_packages_it_may_use_and_no_other(string project) =>
        Assert.Equal(Packages[project].Order(), Items(project, "PackageReference").Order());

    [Fact]
    public void The_web_framework_is_referenced_where_it_serves_alone()
    {
        var users = ProjectArrows.Keys.Where(project => Items(project, "FrameworkReference").Any());

        Assert.Equal(["Serinus.Proxy", "Serinus"], users);
    }

    [Fact]
    public void A_library_is_named_only_in_the_folder_that_wraps_it()
    {
        var strangers =
            from home in Homes
            let use = new Regex(
                $@"(?<![\w.]){Regex.Escape(home.Namespace)}\.[A-Z]|using {Regex.Escape(home.Namespace)};"
            )
            from file in SourceTree.Product
            where !home.Folders.Any(folder => file.Path.StartsWith(folder + "/", StringComparison.Ordinal))
            where use.IsMatch(file.Code)
            select $"{file.Path} names {home.Namespace}, which belongs in {string.Join(", ", home.Folders)}";

        Expect.None(strangers);
    }

    [Fact]
    public void Routing_and_Rollouts_ask_no_clock_no_chance_and_no_outside_world()
    {
        var world = new Regex(
            @"\b(DateTime|DateTimeOffset)\.(Utc)?Now\b|\bStopwatch\b|\bTimeProvider\.System\b|\bEnvironment\.\w|\bConsole\.\w"
                + @"|\bFile\.\w|\bDirectory\.\w|\bnew Socket\b|\bRandom\.Shared\b|\bnew Random\b|\bGuid\.NewGuid\b"
                + @"|\bRandomNumberGenerator\b|\bTask\.Run\b|\bnew Thread\b|\bILogger\b"
        );

        Expect.None(
            from file in SourceTree.Product
            where file.Project is "Serinus.Routing" or "Serinus.Rollouts"
            where world.IsMatch(file.Code)
            select $"{file.Path}: {world.Match(file.Code).Value}"
        );
    }

    /// <summary>The <c>Include</c> of every item of a kind in a project of the product.</summary>
    internal static IEnumerable<string> Items(string project, string kind)
    {
        var file = SourceTree.Projects.Single(file => file.Path == $"src/{project}/{project}.csproj");
        return XDocument
            .Parse(file.Text)
            .Descendants(kind)
            .Select(item => item.Attribute("Include")!.Value.Replace('\\', '/'));
    }
}
