using System.Collections.Immutable;
using Serinus.Providers.Files.Rollouts;
using Serinus.Rollouts.Checks;
using Serinus.Rollouts.Spec;
using Serinus.Routing.Config;

namespace Serinus.Providers.Files;

/// <summary>
/// The rollouts of files that can be carried out, and who hears of them. A bad one is left out alone; in its place stays its last good version, if there is one, and
/// so it does for one that is there and could not be read.
/// </summary>
public sealed record RolloutBook
{
    private const int NameMax = 100;

    /// <summary>A book without any.</summary>
    public static RolloutBook Empty { get; } = new();

    /// <summary>The rollouts, in the order of the files.</summary>
    public ImmutableArray<RolloutConfig> Rollouts { get; private init; } = [];

    /// <summary>What each of them asks for.</summary>
    public IEnumerable<RolloutSpec> Specs => Rollouts.Select(rollout => rollout.Spec);

    /// <summary>Who hears of every one of them.</summary>
    public NewsBook News { get; private init; } = NewsBook.Empty;

    /// <summary>What is wrong with those that could be read; the rest is told with the files.</summary>
    public ImmutableArray<Problem> Problems { get; private init; } = [];

    /// <summary>The book after files were read again.</summary>
    /// <param name="reading">What they say.</param>
    public RolloutBook Read(FileReading reading)
    {
        var last = Rollouts.ToDictionary(rollout => rollout.Spec.Name, StringComparer.Ordinal);
        var good = new Dictionary<string, RolloutConfig?>(StringComparer.Ordinal);
        var problems = ImmutableArray.CreateBuilder<Problem>();
        foreach (var rollout in reading.Rollouts)
        {
            var name = rollout.Spec.Name;
            if (good.TryGetValue(name, out var first))
            {
                problems.Add(Twice(rollout, first));
                continue;
            }

            var wrong = Check(rollout);
            problems.AddRange(wrong);
            good[name] = wrong.IsEmpty ? rollout : last.GetValueOrDefault(name);
        }

        foreach (var id in reading.Fragment.Unreadable)
        {
            if (id.Kind == ObjectId.Rollout)
                good.TryAdd(id.Name, last.GetValueOrDefault(id.Name));
        }

        var news = News.Read(reading);
        return new RolloutBook
        {
            Rollouts = [.. good.Values.OfType<RolloutConfig>()],
            News = news,
            Problems = [.. problems, .. news.Problems],
        };
    }

    /// <summary>A rollout by its name; null when there is none.</summary>
    public RolloutConfig? Find(string name) => Rollouts.FirstOrDefault(rollout => rollout.Spec.Name == name);

    /// <summary>Gives problems of rollouts that others found the place in the files.</summary>
    public ImmutableArray<Problem> Place(ImmutableArray<Problem> problems)
    {
        var origins = Rollouts.ToDictionary(rollout => rollout.Spec.Name, rollout => rollout.Origin);
        return
        [
            .. problems.Select(problem =>
                problem is { Location: null, Object.Kind: ObjectId.Rollout }
                && origins.GetValueOrDefault(problem.Object.Name) is { } origin
                    ? problem with
                    {
                        Location = origin.At(problem.Field),
                    }
                    : problem
            ),
        ];
    }

    private static ImmutableArray<Problem> Check(RolloutConfig rollout)
    {
        var problems = ImmutableArray.CreateBuilder<Problem>();
        if (!IsName(rollout.Spec.Name))
            problems.Add(
                Make(
                    rollout,
                    new SpecProblem(
                        "name",
                        "it is no name for a rollout",
                        $"use up to {NameMax} letters, digits, points, - and _, a letter or digit first"
                    )
                )
            );
        foreach (var wrong in SpecCheck.Problems(rollout.Spec))
            problems.Add(Make(rollout, wrong));
        return problems.ToImmutable();
    }

    // The name stands in URLs and on command lines.
    private static bool IsName(string name) =>
        name.Length is > 0 and <= NameMax
        && char.IsAsciiLetterOrDigit(name[0])
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_');

    private static Problem Twice(RolloutConfig rollout, RolloutConfig? first)
    {
        var where = first?.Origin is { } origin ? $" at {origin.At("")}" : "";
        return Make(
            rollout,
            new SpecProblem(
                "name",
                $"there is another rollout of this name before it{where}, and that one counts",
                "give each a name of its own"
            )
        );
    }

    private static Problem Make(RolloutConfig rollout, SpecProblem wrong) =>
        new()
        {
            Object = new ObjectId(ObjectId.Rollout, rollout.Spec.Name),
            Field = wrong.Field,
            Message = wrong.Message,
            Cure = wrong.Cure,
            Location = rollout.Origin?.At(wrong.Field),
        };
}
