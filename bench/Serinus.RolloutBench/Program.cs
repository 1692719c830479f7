using System.Globalization;
using Serinus.RolloutBench;

// How soon users are away from a bad version, and what they meet until then; and whether a good one takes as long as planned.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var runs = Number("--runs") ?? 20;
var page = new Page();

var bad = await RepeatAsync(runs, seed => BadRun.PlayAsync(fallback: false, seed));
var covered = await RepeatAsync(Math.Max(1, runs / 4), seed => BadRun.PlayAsync(fallback: true, seed));
var good = await RepeatAsync(Math.Max(1, runs / 7), GoodRun.PlayAsync);

page.Text("# Rolled back, and promoted");
page.Text(
    $"Made by `./dev bench rollback --out bench/results/rollback.md` on {DateTime.UtcNow:yyyy-MM-dd}: the program with its defaults, two upstreams, and "
        + $"{Shop.PerSecond} requests a second sent at that pace whatever comes back, on one machine with {Environment.ProcessorCount} cores. Users' exposure is counted "
        + "where it hurts: from the first request the canary gets to the last one, at the canary itself."
);

page.Text("## A canary with 10 % errors, by chance, at a weight of 10 %");
page.Check($"Exposure of users, median of {bad.Count} runs", $"{Median(bad):0.00} s", "5 s at most", Median(bad) <= 5);
page.Check(
    "the longest",
    $"{bad.Max(run => run.Exposure.TotalSeconds):0.00} s",
    "15 s at most",
    bad.All(run => run.Exposure.TotalSeconds <= 15)
);
page.Check(
    "Errors users met, the most of a run",
    $"{bad.Max(run => run.UserErrors)}",
    "fewer than 60",
    bad.All(run => run.UserErrors < 60)
);
page.Check(
    $"Errors users met with `fallback: {{ serverError: true }}`, in {covered.Count} runs together",
    $"{covered.Sum(run => run.UserErrors)}",
    "0",
    covered.All(run => run.UserErrors == 0)
);
page.Bad(bad);

page.Text("## A canary without errors, at 1, 10 and 50 % for 5 s each");
var slowest = good.Max(run => run.Took);
page.Check(
    $"From the beginning to promotion, the longest of {good.Count} runs",
    $"{slowest.TotalSeconds:0.0} s",
    $"{GoodRun.Planned.TotalSeconds:0} s as planned, and a second",
    slowest < GoodRun.Planned + TimeSpan.FromSeconds(1)
);
page.Check("Errors users met", $"{good.Sum(run => run.UserErrors)}", "0", good.All(run => run.UserErrors == 0));

Console.Write(page.Whole);
if (Option("--out") is { } path)
    File.WriteAllText(path, page.Whole);
return page.Missed == 0 ? 0 : 1;

static double Median(List<BadRun> runs)
{
    var seconds = runs.Select(run => run.Exposure.TotalSeconds).Order().ToArray();
    return (seconds[(seconds.Length - 1) / 2] + seconds[seconds.Length / 2]) / 2;
}

static async Task<List<T>> RepeatAsync<T>(int runs, Func<int, Task<T>> play)
{
    var played = new List<T>();
    for (var seed = 1; seed <= runs; seed++)
    {
        played.Add(await play(seed));
        Console.Error.WriteLine($"{typeof(T).Name} {seed}/{runs}");
    }

    return played;
}

int? Number(string name) => Option(name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;

string? Option(string name)
{
    var at = Array.IndexOf(args, name);
    return at >= 0 && at + 1 < args.Length ? args[at + 1] : null;
}
