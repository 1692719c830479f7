using System.Globalization;
using System.Text;

namespace Serinus.StatisticsBench;

/// <summary>The page: tables of what was measured, and whether something was missed.</summary>
internal sealed class Report
{
    private readonly StringBuilder page = new();

    public int Missed { get; private set; }

    public string Page => page.ToString();

    public void Text(string text) => page.Append(text).Append("\n\n");

    public void Table(IEnumerable<(string Case, Row[] Rows)> cases)
    {
        page.Append("| Case | Evidence | wanted | median | ratio | found | |\n|---|---|---:|---:|---:|---:|---|\n");
        foreach (var (name, rows) in cases)
        {
            for (var i = 0; i < rows.Length; i++)
                Add(i == 0 ? name : "", rows[i]);
        }

        page.Append('\n');
    }

    public void Check(string what, string measured, string wanted, bool isMet)
    {
        Missed += isMet ? 0 : 1;
        Text($"{what}: **{measured}**, wanted {wanted}: {(isMet ? "met" : "MISSED")}.");
    }

    private void Add(string name, Row row)
    {
        Missed += row.IsMissed ? 1 : 0;
        var verdict =
            row.Wanted is null ? ""
            : row.IsMissed ? "MISSED"
            : "met";
        var ratio = row.Wanted is { } wanted && row.Measured is { } measured ? measured / wanted : (double?)null;
        page.Append(
            CultureInfo.InvariantCulture,
            $"| {name} | {row.What} | {Thousands(row.Wanted)} | {Thousands(row.Measured)} | {ratio:0.00} | {row.Found * 100:0} % | {verdict} |\n"
        );
    }

    private static string Thousands(double? requests) =>
        requests is { } number ? (number / 1000).ToString("0", CultureInfo.InvariantCulture) + " k" : "";
}
