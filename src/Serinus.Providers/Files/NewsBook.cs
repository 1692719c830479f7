using System.Collections.Immutable;
using Serinus.Providers.Files.Rollouts;
using Serinus.Rollouts.Checks;
using Serinus.Rollouts.Spec;
using Serinus.Routing.Config;

namespace Serinus.Providers.Files;

/// <summary>
/// Who hears of every rollout. A bad one is left out alone; in its place stays its last good version, if there is one, and so it does for
/// one that is there and could not be read.
/// </summary>
public sealed record NewsBook
{
    private const int Max = 50;

    /// <summary>A book without anybody.</summary>
    public static NewsBook Empty { get; } = new();

    /// <summary>Who hears, in the order of the files.</summary>
    public ImmutableArray<AlertSpec> Receivers { get; private init; } = [];

    /// <summary>What is wrong with those that could be read; the rest is told with the files.</summary>
    public ImmutableArray<Problem> Problems { get; private init; } = [];

    /// <summary>The book after files were read again.</summary>
    /// <param name="reading">What they say.</param>
    public NewsBook Read(FileReading reading)
    {
        var last = Receivers.ToDictionary(alert => alert.Name, StringComparer.Ordinal);
        var good = new Dictionary<string, AlertSpec?>(StringComparer.Ordinal);
        var problems = ImmutableArray.CreateBuilder<Problem>();
        foreach (var news in reading.News)
        {
            var name = news.Alert.Name;
            if (good.ContainsKey(name))
            {
                problems.Add(Make(news, Twice));
                continue;
            }

            if (good.Count == Max)
            {
                problems.Add(Make(news, TooMany));
                break;
            }

            var wrong = SpecCheck.Problems(news.Alert);
            problems.AddRange(wrong.Select(one => Make(news, one)));
            good.Add(name, wrong.IsEmpty ? news.Alert : last.GetValueOrDefault(name));
        }

        foreach (var id in reading.Fragment.Unreadable)
        {
            if (id.Kind == ObjectId.News)
                good.TryAdd(id.Name, last.GetValueOrDefault(id.Name));
        }

        return new NewsBook { Receivers = [.. good.Values.OfType<AlertSpec>()], Problems = problems.ToImmutable() };
    }

    private static SpecProblem Twice { get; } =
        new("name", "there is another one of this name before it, and that one counts", "give each a name of its own");

    private static SpecProblem TooMany { get; } =
        new(
            "",
            $"there are more than {Max}; it and those after it hear nothing",
            $"use {Max} at most: a service such as Alertmanager tells many others"
        );

    private static Problem Make(NewsConfig news, SpecProblem wrong) =>
        new()
        {
            Object = new ObjectId(ObjectId.News, news.Alert.Name),
            Field = wrong.Field,
            Message = wrong.Message,
            Cure = wrong.Cure,
            Location = news.Origin?.At(wrong.Field),
        };
}
