using Serinus.Admin.Rollouts;
using Spectre.Console;

namespace Serinus.Commands.Rollouts;

/// <summary>A rollout on one page: where it stands, its weights and steps, both versions, evidence, why, and what was decided. Lines of markup, cut to a width.</summary>
internal sealed class RolloutPage(RolloutAnswer rollout, int width, int timelineMax, DateTimeOffset now)
{
    private const int LabelWidth = 10;
    private const int NameWidth = 22;

    private readonly List<string> lines = [];

    /// <summary>The lines.</summary>
    public static IReadOnlyList<string> Lines(RolloutAnswer rollout, int width, int timelineMax, DateTimeOffset now)
    {
        var page = new RolloutPage(rollout, Math.Max(40, width), timelineMax, now);
        page.Write();
        return page.lines;
    }

    private void Write()
    {
        WriteHead();
        WriteWeight();
        WriteSteps();
        WriteArms();
        WriteMetrics();
        WriteWhy();
        WriteTimeline();
    }

    private void WriteHead()
    {
        var mark = PhaseMark.Of(rollout);
        var versions =
            rollout.Revision.Length == 0 ? ""
            : rollout.StableRevision.Length == 0 || rollout.StableRevision == rollout.Revision ? rollout.Revision
            : $"{rollout.Revision} against {rollout.StableRevision}";
        Line(
            $"[bold]{Safe(rollout.Name)}[/]  [{mark.Color}]{mark.Sign} {mark.Text}[/]"
                + (rollout.Run == 0 ? "" : $"  run {rollout.Run}")
                + (versions.Length == 0 ? "" : $"  {Safe(versions)}")
        );
    }

    private void WriteWeight()
    {
        var weight = rollout.Weight;
        var programmed =
            weight.Edges == 0 ? "no edge"
            : weight.Programmed is { } percent ? $"{Figures.Percent(percent)} ({weight.Acknowledged}/{weight.Edges})"
            : $"{weight.Acknowledged}/{weight.Edges} edges";
        var observed = weight.Observed is { } share
            ? $"{Figures.Percent(share)} of {Figures.Count(weight.Requests)}"
            : "–";
        Field(
            "weight",
            $"desired [bold]{Figures.Percent(weight.Desired)}[/]  programmed {programmed}  observed {observed}"
        );
        if (rollout.TakenOut is { } reason)
            Wrapped("taken out", reason, "red");
        if (rollout.Trouble is { } trouble)
            Wrapped("trouble", trouble, "red");
    }

    private void WriteSteps()
    {
        if (rollout.Steps.Count == 0)
            return;
        var ended = !rollout.IsRunning;
        var parts = rollout.Steps.Select((step, index) => StepText(step, index, ended)).ToArray();
        var line = "";
        var length = 0;
        foreach (var (markup, cells) in parts)
        {
            if (length > 0 && LabelWidth + length + 2 + cells > width)
            {
                Field(lines[^1].StartsWith("[grey]steps", StringComparison.Ordinal) ? "" : "steps", line);
                (line, length) = ("", 0);
            }

            line += (length > 0 ? "  " : "") + markup;
            length += (length > 0 ? 2 : 0) + cells;
        }

        Field(lines.Exists(one => one.StartsWith("[grey]steps", StringComparison.Ordinal)) ? "" : "steps", line);
        if (rollout is { IsRunning: true, Step: > 0 })
            Field("", $"[grey]step {rollout.Step} of {rollout.Steps.Count}{Safe(When())}[/]");
    }

    private (string Markup, int Cells) StepText(StepAnswer step, int index, bool ended)
    {
        var number = index + 1;
        var promoted = rollout.Result == "Promoted" || rollout.Phase is "Promoting" or "Finalising";
        var (sign, color) =
            promoted || number < rollout.Step ? ("✔", "green")
            : number > rollout.Step || rollout.Run == 0 ? ("·", "grey")
            : ended ? ("✖", "red")
            : (PhaseMark.Of(rollout).Sign, "deepskyblue1");
        return ($"[{color}]{sign} {Safe(step.Text)}[/]", step.Text.Length + 2);
    }

    private string When()
    {
        if (rollout.EndsAt is { } end)
            return $", {(rollout.EndsAtEarliest ? "not before" : "ends about")} {Figures.At(end, now)} (in {Figures.Time(end - now)})";
        return rollout.StepStartedAt is { } began ? $", since {Figures.Time(now - began)}" : "";
    }

    private void WriteArms()
    {
        if (rollout.StableArm.Requests + rollout.CanaryArm.Requests == 0)
            return;
        Arm("stable", "deepskyblue1", rollout.StableArm);
        Arm("canary", "yellow", rollout.CanaryArm);
    }

    private void Arm(string name, string color, ArmAnswer arm)
    {
        var lately = arm.Rate is { } rate
            ? $"{Figures.Rate(rate), 7}  {(arm.ErrorPercent is { } errors ? Figures.Percent(errors) : "–"), 7} errors"
                + $"  p50 {Figures.Milliseconds(arm.MedianMilliseconds), 7}  p99 {Figures.Milliseconds(arm.P99Milliseconds), 7}"
            : "";
        var all = $"{Figures.Count(arm.Errors)} of {Figures.Count(arm.Requests)} failed";
        var red = arm.ErrorPercent > 0 || (arm.Rate is null && arm.Errors > 0) ? "red" : "default";
        Field($"[{color}]{name}[/]", lately.Length == 0 ? all : $"[{red}]{lately}[/]  [grey]{all}[/]", name.Length);
    }

    private void WriteMetrics()
    {
        foreach (var metric in rollout.Metrics)
        {
            var (sign, color) = metric.Verdict switch
            {
                "pass" => ("✔", "green"),
                "fail" => ("✖", "red"),
                _ => ("?", "grey"),
            };
            var counts =
                metric.Passed + metric.Failed + metric.Inconclusive == 0
                    ? ""
                    : $"  [green]✔{metric.Passed}[/] [red]✖{metric.Failed}[/] [grey]?{metric.Inconclusive}[/]";
            if (metric.Evidence is { } evidence)
                Line(
                    $"[{color}]{sign}[/] {Safe(metric.Name).PadRight(NameWidth)} {EvidenceBar.Markup(evidence, width - NameWidth - 3)}{counts}"
                );
            else
                Line($"[{color}]{sign}[/] {Safe(metric.Name).PadRight(NameWidth)}{counts}");
            if (metric.Text.Length > 0)
                Wrapped("", metric.Text, "grey");
        }
    }

    private void WriteWhy()
    {
        if (rollout.FailedChecks > 0)
            Field("checks", $"[red]{rollout.FailedChecks} of {rollout.Threshold} failed checks that roll it back[/]");
        if (rollout.Paused is { } paused)
            Wrapped("paused", paused, "yellow");
        if (rollout.Reason.Length > 0 && rollout.Reason != rollout.Paused)
            Wrapped("reason", rollout.Reason, rollout.Phase == "Failed" ? "red" : "default");
        if (rollout.WantsConsent)
            Field(
                "",
                $"[yellow]serinus rollout promote {Safe(rollout.Name)}[/] lets it go on, [yellow]abort[/] takes it back"
            );
    }

    private void WriteTimeline()
    {
        var entries = rollout.Timeline.TakeLast(timelineMax).ToArray();
        if (entries.Length == 0)
            return;
        Line("[grey]timeline[/]");
        foreach (var entry in entries)
        {
            var color = entry.Kind switch
            {
                "RolledBack" or "CheckFailed" or "CanaryTakenOut" or "HookFailed" or "PromotionFailed" => "red",
                "Promoted" => "green",
                "Paused" or "ApprovalWanted" or "Blocked" or "Waiting" => "yellow",
                _ => "default",
            };
            var text =
                entry.Actor is null || entry.Text.Contains(entry.Actor, StringComparison.Ordinal)
                    ? entry.Text
                    : $"{entry.Text} ({entry.Actor})";
            Wrapped(Figures.At(entry.At, now), text, color);
        }
    }

    private void Line(string markup) => lines.Add(markup);

    private void Field(string label, string markup, int? cells = null)
    {
        var pad = new string(' ', Math.Max(1, LabelWidth - (cells ?? label.Length)));
        Line(cells is null ? $"[grey]{label}[/]{pad}{markup}" : $"{label}{pad}{markup}");
    }

    /// <summary>Text over as many lines as it takes.</summary>
    private void Wrapped(string label, string text, string color)
    {
        var room = Math.Max(20, width - LabelWidth - 1);
        foreach (var part in Parts(text, room))
        {
            Field(label, $"[{color}]{Safe(part)}[/]");
            label = "";
        }
    }

    private static IEnumerable<string> Parts(string text, int room)
    {
        while (text.Length > room)
        {
            var cut = text.LastIndexOf(' ', room);
            if (cut <= 0)
                cut = room;
            yield return text[..cut];
            text = text[cut..].TrimStart();
        }

        yield return text;
    }

    private static string Safe(string text) =>
        Markup.Escape(new string([.. text.Select(c => char.IsControl(c) ? ' ' : c)]));
}
