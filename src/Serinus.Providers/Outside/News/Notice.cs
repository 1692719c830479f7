using System.Collections.Immutable;
using System.Globalization;
using Serinus.Rollouts.Analysis.Expressions;
using Serinus.Rollouts.Plan;
using Serinus.Rollouts.Spec;

namespace Serinus.Providers.Outside.News;

/// <summary>News with what a reader wants to know beside them.</summary>
internal sealed record Notice
{
    private const int TextMax = 1500;

    public Notice(RolloutSpec spec, RunState state, NewsItem news, string origin)
    {
        (Spec, State, News, Origin) = (spec, state, news, origin);
        Text = Excerpt.Of(news.Text, TextMax);
    }

    public RolloutSpec Spec { get; }

    public RunState State { get; }

    public NewsItem News { get; }

    /// <summary>Name of the cluster or machine it comes from; empty when it has none.</summary>
    public string Origin { get; }

    /// <summary>What happened and why, in one line.</summary>
    public string Text { get; }

    /// <summary>Whose news and what happened, such as <c>shop/cart: rolled back</c>.</summary>
    public string Title => $"{Spec.Name}: {Words(News.Kind)}";

    /// <summary>Names and values, those alone that are known.</summary>
    public IEnumerable<(string Name, string Value)> Facts
    {
        get
        {
            (string Name, string? Value)[] facts =
            [
                ("Version", State.Revision),
                ("Stable version", State.StableRevision),
                (
                    "Canary's share",
                    string.Create(CultureInfo.InvariantCulture, $"{State.Traffic.CanaryPercent:0.######} %")
                ),
                ("Run", State.Run.ToString(CultureInfo.InvariantCulture)),
                ("By", News.Actor),
                ("From", Origin),
            ];
            return facts.Where(fact => !string.IsNullOrEmpty(fact.Value)).Select(fact => (fact.Name, fact.Value!));
        }
    }

    /// <summary>Colour of its severity, as <c>rrggbb</c>.</summary>
    public int Colour =>
        News.Severity switch
        {
            NewsSeverity.Error => 0xC62828,
            NewsSeverity.Warn => 0xF9A825,
            _ => 0x2E7D32,
        };

    /// <summary>News that are for machines alone: people would hear them at every step.</summary>
    public static bool IsForMachines(NewsKind kind) => kind is NewsKind.WeightSet or NewsKind.StepCompleted;

    /// <summary>A kind in plain words: <c>RolledBack</c> is <c>rolled back</c>.</summary>
    private static string Words(NewsKind kind) =>
        string.Concat(
            kind.ToString()
                .Select(
                    (c, i) => i > 0 && char.IsUpper(c) ? $" {char.ToLowerInvariant(c)}" : $"{char.ToLowerInvariant(c)}"
                )
        );
}
