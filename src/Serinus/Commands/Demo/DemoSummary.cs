using System.Globalization;
using Serinus.Admin.Rollouts;
using Serinus.Commands.Rollouts;

namespace Serinus.Commands.Demo;

/// <summary>How the rollout ended and why, in plain lines.</summary>
/// <param name="options">How the demo was run.</param>
/// <param name="last">What was shown last.</param>
/// <param name="shares">What the canary got at each weight.</param>
/// <param name="width">Room for a line.</param>
internal sealed class DemoSummary(DemoOptions options, DemoView last, IReadOnlyList<StepShare> shares, int width)
{
    private const int LabelWidth = 10;
    private const int WidthMin = 60;
    private const int WidthMax = 110;

    private readonly RolloutAnswer rollout = last.Rollout;
    private readonly List<string> lines = [];

    /// <summary>Whether the new version became stable.</summary>
    public bool IsPromoted => rollout.Result == "Promoted";

    /// <summary>Whether all went as it should: a good version to everybody without a failed request, a bad one back.</summary>
    public bool IsGood =>
        shares.Count > 0
        && shares.All(share => share.IsExact(Traffic.Clients))
        && (options.Bad ? rollout.Result == "RolledBack" : IsPromoted && last.Failures == 0);

    /// <summary>The lines.</summary>
    public IReadOnlyList<string> Lines()
    {
        lines.Clear();
        lines.Add("");
        lines.Add(
            IsPromoted
                ? $"{rollout.Revision} is promoted: everybody is on it, and {Failed()}."
                : $"{rollout.Revision} is rolled back: everybody is on the version before again."
        );
        lines.Add("");
        Field("why", IsPromoted ? "each step passed its checks; what is known of the last:" : rollout.Reason);
        if (IsPromoted)
            foreach (var metric in rollout.Metrics.Where(metric => metric.Text.Length > 0))
                Field("", $"{metric.Name}: {metric.Text}");
        foreach (var share in shares)
            Field(share == shares[0] ? "weights" : "", Share(share));
        if (rollout is { StartedAt: { } began, EndedAt: { } ended })
            Field("time", $"{Figures.Time(ended - began)} from the first weight to the end");
        Field(
            "requests",
            $"{Figures.Count(last.Requests)} asked, {Figures.Count(rollout.CanaryArm.Requests)} of them taken by {rollout.Revision}"
        );
        Field("users", Users());
        lines.Add("");
        TryNext();
        return lines;
    }

    private string Failed() =>
        last.Failures == 0 ? "no request failed on the way" : $"{Figures.Count(last.Failures)} requests failed";

    private string Users()
    {
        if (last.Failures == 0)
            return "met no error";
        var errors = last.Failures == 1 ? "1 error" : $"{Figures.Count(last.Failures)} errors";
        var share = Figures.Percent(100.0 * last.Failures / Math.Max(1, last.Requests));
        return $"met {errors}, {share} of their requests; with fallback: {{ serverError: true }} on the route stable answers those, and they meet none";
    }

    private static string Share(StepShare share) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Figures.Percent(share.Percent), -5} wanted, {Figures.Percent(share.Observed)} of {Figures.Count(share.Requests)} requests observed"
        );

    private void TryNext()
    {
        lines.Add("Try next:");
        Hint(
            options.Bad ? DemoPrograms.Demo : $"{DemoPrograms.Demo} --bad",
            options.Bad ? "the same with a good version" : "the same with a version that fails 3 % of its requests"
        );
        Hint(
            $"{DemoPrograms.Serinus} rollout simulate --steps \"1%, 50% every 5m\"",
            "how long a rollout takes with your traffic, and how often it goes back"
        );
        Hint("docs/guide/rollouts.md", "a rollout of your own service, in one file");
    }

    private void Hint(string command, string what)
    {
        lines.Add($"  {command}");
        lines.Add($"      {what}");
    }

    private void Field(string label, string text)
    {
        foreach (var line in Wrapped(text, Math.Clamp(width, WidthMin, WidthMax) - LabelWidth))
        {
            lines.Add($"{label.PadRight(LabelWidth)}{line}");
            label = "";
        }
    }

    private static IEnumerable<string> Wrapped(string text, int width)
    {
        while (text.Length > width && text.LastIndexOf(' ', width) is > 0 and var cut)
        {
            yield return text[..cut];
            text = text[(cut + 1)..];
        }

        yield return text;
    }
}
