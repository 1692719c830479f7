using System.Diagnostics;
using System.Globalization;
using Serinus.Fuzz;
using SharpFuzz;

// instrument FOLDER                             puts counters of branches into the assemblies in a folder
// hunt CORPUS FOUND MINUTES [TARGET]            looks for trouble, with another seed each time
// try TARGET FILE …                             tries inputs once
return args switch
{
    ["instrument", var folder] => Instrument(folder),
    ["hunt", var corpus, var found, var minutes, .. var names] => HuntAll(
        corpus,
        found,
        TimeSpan.FromMinutes(double.Parse(minutes, CultureInfo.InvariantCulture)),
        names
    ),
    ["try", var name, .. var files] => Try(name, files),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine(
        "usage: Serinus.Fuzz instrument FOLDER | hunt CORPUS FOUND MINUTES [TARGET] | try TARGET FILE …"
    );
    return 2;
}

static int Instrument(string folder)
{
    string[] assemblies =
    [
        "Serinus.Routing.dll",
        "Serinus.Rollouts.dll",
        "Serinus.Proxy.dll",
        "Serinus.Providers.dll",
        "YamlDotNet.dll",
        "Tomlyn.dll",
    ];
    foreach (var assembly in assemblies)
        Fuzzer.Instrument(Path.Combine(folder, assembly), _ => true, Options.Value);
    return 0;
}

static int Try(string name, string[] files)
{
    _ = new Coverage();
    using var target = AllTargets.Make().Single(target => target.Name == name);
    foreach (var file in files)
    {
        target.Check(File.ReadAllBytes(file));
        Console.WriteLine($"{file}: well");
    }

    return 0;
}

static int HuntAll(string corpus, string found, TimeSpan time, string[] names)
{
    var coverage = new Coverage();
    var targets = AllTargets.Make().Where(target => names.Length == 0 || names.Contains(target.Name)).ToList();
    if (targets.Count == 0)
    {
        Console.Error.WriteLine($"targets are {string.Join(", ", AllTargets.Make().Select(target => target.Name))}");
        return 2;
    }

    var seed = Random.Shared.Next();
    Console.WriteLine($"seed {seed}");
    using var watch = new Watch(found);
    var hunts = targets.ConvertAll(target => new Hunt(
        target,
        Corpus.Read(corpus, target.Name),
        new Random(seed),
        coverage
    ));
    var clock = Stopwatch.StartNew();

    // In turns of two seconds, so that a short run visits every target.
    for (var turn = 0; clock.Elapsed < time && hunts.Any(hunt => hunt.Finding is null); turn++)
    {
        var hunt = hunts[turn % hunts.Count];
        if (hunt.Finding is not null)
            continue;
        watch.Follow(hunt);
        if (turn < hunts.Count)
            hunt.TryCorpus();
        for (var end = clock.Elapsed + TimeSpan.FromSeconds(2); clock.Elapsed < end && hunt.Finding is null; )
            hunt.TryNext();
    }

    foreach (var hunt in hunts)
    {
        Console.WriteLine(
            $"{hunt.Target.Name, -10} {hunt.Tried, 10} inputs, {hunt.Kept.Count, 5} reached something new"
        );
        foreach (var input in hunt.Kept)
            Corpus.Save(Path.Combine(found, "new"), hunt.Target.Name, input);
        if (hunt.Finding is { } finding)
            Console.WriteLine($"  FOUND {Corpus.Save(found, finding.Target, finding.Input)}\n{finding.Trouble}");
        hunt.Target.Dispose();
    }

    Console.WriteLine($"{coverage.Branches} branches");
    return hunts.Any(hunt => hunt.Finding is not null) ? 1 : 0;
}
