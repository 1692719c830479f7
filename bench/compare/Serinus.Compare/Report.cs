using System.Text;
using System.Text.Json;
using Serinus.Testbed;

namespace Serinus.Compare;

/// <summary>The figures as tables for people and as JSON for programs.</summary>
public sealed record Report(DateOnly Date, Machine Machine, Options Options, IReadOnlyList<Row> Rows)
{
    private const string Ours = "serinus";
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Writes both files into <c>bench/results</c> and gives the path without its ending.</summary>
    public string Save()
    {
        var folder = Path.Combine(Repository.Root, "bench", "results");
        Directory.CreateDirectory(folder);
        var processor = string.Join('-', Machine.Processor.ToLowerInvariant().Split(' ', '(', ')', '@', '/')).Trim('-');
        var path = Path.Combine(folder, $"{Date:yyyy-MM-dd}-{processor}");
        File.WriteAllText(path + ".json", JsonSerializer.Serialize(this, Json) + "\n");
        File.WriteAllText(path + ".md", ToMarkdown());
        return path;
    }

    public string ToMarkdown()
    {
        var text = new StringBuilder();
        text.AppendLine($"# Side by side, {Date:yyyy-MM-dd}").AppendLine();
        text.AppendLine(
            $"{Machine.Processor}, {Machine.Cores} cores, {Machine.MemoryGigabytes} GB, {Machine.System}, {Machine.DotNet}, commit {Machine.Commit}."
        );
        text.AppendLine(
            $"{Options.Rounds} interleaved rounds of {Options.Seconds} s; programs, servers behind them and wrk share the machine."
        );
        text.AppendLine().AppendLine("| Program | Version |").AppendLine("|---|---|");
        foreach (var (program, version) in Machine.Versions)
            text.AppendLine($"| {program} | {version} |");

        foreach (var rows in Rows.GroupBy(row => (row.Protocol, row.Body, row.Connections)))
            text.AppendLine().Append(Table([.. rows]));
        return text.ToString();
    }

    /// <summary>One body and number of connections. Ratios are the program's figure over ours: above 1 it needs more.</summary>
    public static string Table(IReadOnlyList<Row> rows)
    {
        var ours = rows.FirstOrDefault(row => row.Program == Ours);
        var text = new StringBuilder();
        text.AppendLine($"## {rows[0].Protocol}, {rows[0].Body}, {rows[0].Connections} connections").AppendLine();
        text.AppendLine(
            "| Program | requests/s | ratio | CPU µs/request | ratio | p50 ms | p99 ms | ratio | peak MB | ratio | errors |"
        );
        text.AppendLine("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
        foreach (var row in rows)
        {
            text.AppendLine(
                $"| {row.Program} | {row.RequestsPerSecond:F0} | {Ratio(row.RequestsPerSecond, ours?.RequestsPerSecond)}"
                    + $" | {row.ProcessorMicroseconds:F1} | {Ratio(row.ProcessorMicroseconds, ours?.ProcessorMicroseconds)}"
                    + $" | {row.P50 / 1000:F2} | {row.P99 / 1000:F2} | {Ratio(row.P99, ours?.P99)}"
                    + $" | {row.PeakBytes / 1e6:F0} | {Ratio(row.PeakBytes, ours?.PeakBytes)} | {row.Errors} |"
            );
        }

        return text.ToString();
    }

    private static string Ratio(double value, double? ours) => ours is > 0 ? $"{value / ours:F2}" : "–";
}
