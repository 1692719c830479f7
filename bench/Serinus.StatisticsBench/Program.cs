using System.Diagnostics;
using System.Globalization;
using Serinus.StatisticsBench;

// Whether the statistics of rollouts keep what they promise: false alarms by alpha, and decisions after as many requests as their tables say.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var seed = Option("--seed") is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : 1;
var clock = Stopwatch.StartNew();
var report = new Report();

report.Text("# Statistics of rollouts");
report.Text(
    $"Made by `./dev bench statistics --out bench/results/statistics.md` on {DateTime.UtcNow:yyyy-MM-dd}, seed {seed}. Blocks of {Trials.BlockRequests} "
        + "requests of both arms, looked at after each; α 0.01, β 0.05. A case is missed when its median is more than a quarter above what is wanted, or too "
        + "few of its runs get there. Numbers without a wanted one are for comparison."
);

report.Text("## False alarms");
var rollouts = NullRollouts.Play(seed);
var bound = NullRollouts.UpperBound(rollouts.Failed, NullRollouts.Runs);
report.Check(
    $"Of {NullRollouts.Runs} rollouts without harm, with 0.05, 0.5 and 5 % errors, three plans of weights and two services' latencies, looked at after each of 360 "
        + "blocks, were rolled back",
    $"{rollouts.Failed} ({100.0 * rollouts.Failed / NullRollouts.Runs:0.00} %; below {100 * bound:0.00} % with 95 % confidence)",
    "1 % at most",
    rollouts.Failed <= 0.01 * NullRollouts.Runs
);
report.Text(
    $"A test made for one look, at the same α and asked after every block about errors alone, would have rolled back {rollouts.NaiveFailed} of them "
        + $"({100.0 * rollouts.NaiveFailed / NullRollouts.Runs:0.0} %)."
);
foreach (var (name, share) in SafetyTable.Wrong(seed + 40))
    report.Check(
        $"Safety proven although the canary is worse by the margin ({name})",
        $"{100 * share:0.0} %",
        "5 % at most",
        share <= 0.05
    );

report.Text("## Requests until harm is proven: errors");
report.Table(HarmTable.Measure(seed + 10));

report.Text("## Requests until safety is proven");
report.Table(SafetyTable.Measure(seed + 20));

report.Text("## Requests until harm is proven: latency");
report.Text("Lognormal latencies, median 20 ms, spread 0.8, 26 edges.");
report.Table(LatencyTable.Measure(seed + 30));

report.Text("## Harm that begins late");
report.Table([LateTable.Measure(seed + 50)]);

report.Text("## Errors in bunches");
report.Text("1 % errors in both arms, weight 20 %, and rolled back nevertheless:");
report.Text(
    string.Join(
        "\n",
        BunchTable
            .Measure(seed + 60)
            .Select(one =>
                $"- {one.Case}: {100 * one.Plain:0.0} % as they come, {100 * one.Tempered:0.0} % with evidence divided by what is seen of them, "
                + $"{100 * one.Known:0.0} % with `bunchMax` set to their size"
            )
    )
);
report.Text("2 % errors of the canary to 1 % of stable, weight 20 %, and requests until harm is proven (median):");
report.Text(
    string.Join(
        "\n",
        BunchTable
            .Detection(seed + 60)
            .Select(one =>
                $"- {one.Case}: {one.Tempered / 1000:0} k, {one.Known / 1000:0} k with `bunchMax` set to their size"
            )
    )
);

Console.Write(report.Page);
Console.Error.WriteLine($"{clock.Elapsed.TotalSeconds:0} s, {report.Missed} missed");
if (Option("--out") is { } path)
    File.WriteAllText(path, report.Page.TrimEnd() + "\n");
return report.Missed == 0 ? 0 : 1;

string? Option(string name)
{
    var at = Array.IndexOf(args, name);
    return at >= 0 && at + 1 < args.Length ? args[at + 1] : null;
}
