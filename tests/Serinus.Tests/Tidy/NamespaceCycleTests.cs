using System.Reflection;

namespace Serinus.Tests.Tidy;

/// <summary>
/// Folders of a project form layers: of two folders at most one knows the other. A project's own root holds the model its
/// folders share (a snapshot with its routes and services) or what puts them together (an edge), and is no layer.
/// </summary>
public class NamespaceCycleTests
{
    public static TheoryData<string> Assemblies =>
        ["Serinus.Routing", "Serinus.Rollouts", "Serinus.Proxy", "Serinus.Providers", "serinus"];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Folders_of_a_project_do_not_know_each_other_in_a_circle(string assembly)
    {
        var arrows = Arrows(Assembly.Load(assembly)).Except(Accepted).ToHashSet();
        arrows.RemoveWhere(arrow => IsRoot(arrow.From, assembly) || IsRoot(arrow.To, assembly));

        Expect.None(Circles(arrows));
    }

    [Fact]
    public void Every_accepted_arrow_is_still_there()
    {
        var arrows = Assemblies.SelectMany(row => Arrows(Assembly.Load(row.Data))).ToHashSet();

        Assert.Empty(Accepted.Except(arrows));
    }

    private static bool IsRoot(string name, string assembly) =>
        name.Equals(assembly, StringComparison.OrdinalIgnoreCase);

    /// <summary>Arrows that close a circle on purpose, each with its reason.</summary>
    private static readonly (string From, string To)[] Accepted = [];

    /// <summary>Which namespace uses types of which other, inside one assembly.</summary>
    private static HashSet<(string From, string To)> Arrows(Assembly assembly)
    {
        var arrows = new HashSet<(string, string)>();
        foreach (var type in assembly.GetTypes())
        {
            foreach (var used in TypeReferences.Of(type))
            {
                if (used.Assembly == assembly && used.Namespace is { } to && type.Namespace is { } from && from != to)
                    arrows.Add((from, to));
            }
        }

        return arrows;
    }

    /// <summary>Arrows that lie on a circle: those whose end can reach their beginning.</summary>
    private static IEnumerable<string> Circles(HashSet<(string From, string To)> arrows) =>
        from arrow in arrows
        where Reaches(arrows, arrow.To, arrow.From)
        orderby arrow
        select $"{arrow.From} → {arrow.To}";

    private static bool Reaches(HashSet<(string From, string To)> arrows, string from, string to)
    {
        var seen = new HashSet<string> { from };
        var waiting = new Queue<string>(seen);
        while (waiting.TryDequeue(out var at))
        {
            if (at == to)
                return true;
            foreach (var arrow in arrows)
            {
                if (arrow.From == at && seen.Add(arrow.To))
                    waiting.Enqueue(arrow.To);
            }
        }

        return false;
    }
}
