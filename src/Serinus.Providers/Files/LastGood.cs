using System.Collections.Immutable;
using Serinus.Rollouts.Checks;
using Serinus.Routing.Config;

namespace Serinus.Providers.Files;

/// <summary>
/// What files list of one kind, each by its name. A bad one is left out alone; in its place stays its last good version, if there is one, and
/// so it does for one that is there and could not be read.
/// </summary>
/// <param name="kind">Kind of the objects, as problems name it.</param>
/// <param name="name">Name of one.</param>
/// <param name="origin">Where one stands.</param>
/// <param name="check">What is wrong with one.</param>
/// <param name="max">How many there may be.</param>
internal sealed class LastGood<T>(
    string kind,
    Func<T, string> name,
    Func<T, Origin?> origin,
    Func<T, IEnumerable<SpecProblem>> check,
    int max = int.MaxValue
)
    where T : class
{
    /// <summary>Those that are good, or were when they were last read, in the order of the files.</summary>
    public ImmutableArray<T> Objects { get; private init; } = [];

    /// <summary>What is wrong with those that could be read.</summary>
    public ImmutableArray<Problem> Problems { get; private init; } = [];

    /// <summary>The same after files were read again.</summary>
    /// <param name="read">Those that could be read.</param>
    /// <param name="unreadable">Those that are there and could not be read, of this kind and others.</param>
    public LastGood<T> Read(ImmutableArray<T> read, ImmutableArray<ObjectId> unreadable)
    {
        var last = Objects.ToDictionary(name, StringComparer.Ordinal);
        var good = new Dictionary<string, T?>(StringComparer.Ordinal);
        var problems = ImmutableArray.CreateBuilder<Problem>();
        foreach (var one in read)
        {
            if (good.TryGetValue(name(one), out var first))
            {
                problems.Add(Make(one, Twice(first)));
                continue;
            }

            if (good.Count == max)
            {
                problems.Add(Make(one, TooMany));
                break;
            }

            var wrong = check(one).Select(problem => Make(one, problem)).ToArray();
            problems.AddRange(wrong);
            good.Add(name(one), wrong.Length == 0 ? one : last.GetValueOrDefault(name(one)));
        }

        foreach (var id in unreadable)
        {
            if (id.Kind == kind)
                good.TryAdd(id.Name, last.GetValueOrDefault(id.Name));
        }

        return new LastGood<T>(kind, name, origin, check, max)
        {
            Objects = [.. good.Values.OfType<T>()],
            Problems = problems.ToImmutable(),
        };
    }

    private SpecProblem Twice(T? first)
    {
        var where = first is not null && origin(first) is { } place ? $" at {place.At("")}" : "";
        return new SpecProblem(
            "name",
            $"there is another one of this name before it{where}, and that one counts",
            "give each a name of its own"
        );
    }

    private SpecProblem TooMany =>
        new("", $"there are more than {max}; it and those after it are left out", $"write {max} at most");

    private Problem Make(T one, SpecProblem wrong) =>
        new()
        {
            Object = new ObjectId(kind, name(one)),
            Field = wrong.Field,
            Message = wrong.Message,
            Cure = wrong.Cure,
            Location = origin(one)?.At(wrong.Field),
        };
}
