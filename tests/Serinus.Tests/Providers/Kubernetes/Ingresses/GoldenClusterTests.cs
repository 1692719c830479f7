using System.Runtime.CompilerServices;
using Serinus.Providers.Kubernetes.Ingresses;
using Serinus.Routing.Config;
using Serinus.Tests.Routing.Compile;

namespace Serinus.Tests.Providers.Kubernetes.Ingresses;

/// <summary>Each folder of Golden/kubernetes: a cluster, and what it means, to the letter. SERINUS_ACCEPT=1 writes the meaning anew for review.</summary>
public sealed class GoldenClusterTests
{
    private static readonly string folder = Folder();

    public static TheoryData<string> Cases() =>
        [
            .. Directory
                .EnumerateDirectories(folder)
                .Select(path => Path.GetFileName(path))
                .Order(StringComparer.Ordinal),
        ];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_cluster_means_exactly_this(string name)
    {
        var said = FragmentText.Of(Translated(name));
        var expected = Path.Combine(folder, name, "meaning.txt");
        if (Environment.GetEnvironmentVariable("SERINUS_ACCEPT") == "1")
            File.WriteAllText(expected, said);
        Assert.True(File.Exists(expected), $"{name} has no meaning.txt; run with SERINUS_ACCEPT=1 and review it.");
        Assert.Equal(File.ReadAllText(expected), said);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_compiler_refuses_nothing_of_it(string name)
    {
        var listeners = new[] { "http", "https" }.Select(one => new ListenerConfig { Name = one, Address = ":0" });
        var fragment = Translated(name) with { Listeners = [.. listeners], Problems = [] };

        // A service whose last good version would stay, had there been one, is missed by its routes.
        var missed = fragment.Unreadable.Where(id => id.Kind == ObjectId.Service).Select(id => id.Name).ToArray();
        var errors = Given
            .Compiled(fragment)
            .Errors()
            .Select(problem => problem.ToString())
            .Where(error => !missed.Any(name => error.Contains(name, StringComparison.Ordinal)));
        Assert.Empty(errors);
    }

    [Fact]
    public void Every_case_is_in_the_table()
    {
        var table = File.ReadAllText(Path.Combine(folder, "README.md"));

        Assert.DoesNotContain(Cases(), row => !table.Contains($"`{row.Data}`", StringComparison.Ordinal));
    }

    /// <summary>The file that describes the cluster of a case.</summary>
    internal static string ClusterOf(string name) => Path.Combine(folder, name, "cluster.yaml");

    private static Fragment Translated(string name)
    {
        var cluster = ClusterText.Parse(File.ReadAllText(ClusterOf(name)));
        return new ClusterTranslator(cluster.Config).Translate(cluster.View).Fragment;
    }

    private static string Folder([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "Golden", "kubernetes"));
}
