using System.Collections.Immutable;
using Serinus.Providers.Files.Rollouts;
using Serinus.Rollouts.Checks;
using Serinus.Rollouts.Spec;
using Serinus.Routing.Config;

namespace Serinus.Providers.Files;

/// <summary>The rollouts of files that can be carried out, and who hears of them. Each keeps its last good version while it is bad.</summary>
public sealed record RolloutBook
{
    private const int NameMax = 100;
    private const int NewsMax = 50;

    private LastGood<RolloutConfig> rollouts = new(
        ObjectId.Rollout,
        rollout => rollout.Spec.Name,
        rollout => rollout.Origin,
        Check
    );

    private LastGood<NewsConfig> news = new(
        ObjectId.News,
        one => one.Alert.Name,
        one => one.Origin,
        one => SpecCheck.Problems(one.Alert),
        NewsMax
    );

    /// <summary>A book without any.</summary>
    public static RolloutBook Empty { get; } = new();

    /// <summary>The rollouts, in the order of the files.</summary>
    public ImmutableArray<RolloutConfig> Rollouts => rollouts.Objects;

    /// <summary>What each of them asks for.</summary>
    public IEnumerable<RolloutSpec> Specs => Rollouts.Select(rollout => rollout.Spec);

    /// <summary>Who hears of every one of them, in the order of the files.</summary>
    public ImmutableArray<AlertSpec> News => [.. news.Objects.Select(one => one.Alert)];

    /// <summary>What is wrong with those that could be read; the rest is told with the files.</summary>
    public ImmutableArray<Problem> Problems => [.. rollouts.Problems, .. news.Problems];

    /// <summary>The book after files were read again.</summary>
    /// <param name="reading">What they say.</param>
    public RolloutBook Read(FileReading reading) =>
        new()
        {
            rollouts = rollouts.Read(reading.Rollouts, reading.Fragment.Unreadable),
            news = news.Read(reading.News, reading.Fragment.Unreadable),
        };

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

    private static IEnumerable<SpecProblem> Check(RolloutConfig rollout)
    {
        if (!IsName(rollout.Spec.Name))
        {
            yield return new SpecProblem(
                "name",
                "it is no name for a rollout",
                $"use up to {NameMax} letters, digits, points, - and _, a letter or digit first"
            );
        }

        foreach (var wrong in SpecCheck.Problems(rollout.Spec))
            yield return wrong;
    }

    // The name stands in URLs and on command lines.
    private static bool IsName(string name) =>
        name.Length is > 0 and <= NameMax
        && char.IsAsciiLetterOrDigit(name[0])
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_');
}
