using System.Globalization;
using System.Text;

namespace Serinus.RolloutBench;

/// <summary>The page of results, and what of it missed its mark.</summary>
internal sealed class Page
{
    private readonly StringBuilder text = new();

    public int Missed { get; private set; }

    public string Whole => text.ToString().TrimEnd() + "\n";

    public void Text(string paragraph) => text.Append(paragraph).Append("\n\n");

    public void Check(string what, string measured, string wanted, bool isMet)
    {
        Missed += isMet ? 0 : 1;
        Text($"{what}: **{measured}**, wanted {wanted}: {(isMet ? "met" : "MISSED")}.");
    }

    public void Bad(IReadOnlyList<BadRun> runs)
    {
        text.Append(
            "| Run | exposure | requests the canary answered | errors users met | reason |\n|---:|---:|---:|---:|---|\n"
        );
        for (var i = 0; i < runs.Count; i++)
            text.Append(
                CultureInfo.InvariantCulture,
                $"| {i + 1} | {runs[i].Exposure.TotalSeconds:0.00} s | {runs[i].Exposed} | {runs[i].UserErrors} | {runs[i].Reason} |\n"
            );
        text.Append('\n');
    }
}
