using System.Collections.Immutable;
using Serinus.Routing.Config;
using Serinus.Routing.Match;
using Serinus.Routing.Split;

namespace Serinus.Routing;

/// <summary>A served route.</summary>
public sealed class Route
{
    /// <summary>Index in <see cref="Snapshot.Routes"/>.</summary>
    public required int Index { get; init; }

    /// <summary>Name; the identity under which sequence and counters are carried.</summary>
    public required string Name { get; init; }

    /// <summary>The arms, stable first.</summary>
    public required ImmutableArray<Backend> Backends { get; init; }

    /// <summary>Shares requests among <see cref="Backends"/>.</summary>
    public required BackendSplit Split { get; init; }

    /// <summary>Keeps users on a backend; null when the route does not.</summary>
    public required Cohort? Cohort { get; init; }

    /// <summary>Lets trusted clients choose; null when nobody may.</summary>
    public required Force? Force { get; init; }

    /// <summary>Path condition in normal form, for filters that replace the matched prefix; a prefix has no final slash, except <c>/</c> itself.</summary>
    public required PathConfig? Path { get; init; }

    /// <summary>What was asked for.</summary>
    public required RouteConfig Config { get; init; }

    /// <summary>The compiled match.</summary>
    internal RouteRule Rule { get; init; } = null!;

    /// <summary>What is probably not meant, told again with every snapshot that takes the route over.</summary>
    internal ImmutableArray<Problem> Warnings { get; init; } = [];

    /// <summary>
    /// Chooses the backend of a request: forced choice, then signed cookie, then hash of the user's key, then weight.
    /// Only a choice by weight takes a number of the sequence.
    /// </summary>
    /// <param name="head">The request.</param>
    /// <param name="sequence">The route's sequence.</param>
    /// <param name="random">32 random bits, used for the bucket of a new user.</param>
    public Choice Choose(RequestHead head, LiveSequence sequence, uint random)
    {
        if (Force is not null && Force.Choose(head) is >= 0 and var forced)
            return new Choice(forced, ChoiceReason.Forced);
        if (Backends.Length == 1)
            return new Choice(Split.ByBucket(0), ChoiceReason.Single);
        if (Cohort is null)
            return new Choice(sequence.Split.ByWeight(sequence.Next()), ChoiceReason.Weight);
        if (Cohort.TryReadCookie(head, out var bucket, out var remembered))
            return Remember(bucket, remembered, Cohort.Policy);
        bucket = Cohort.BucketOfKey(head);
        if (bucket >= 0)
            return new Choice(Split.ByBucket(bucket), ChoiceReason.Hash);

        // A new user goes where the exact split sends him and gets a bucket of that backend, so that shares stay exact
        // and a later ramp moves him by the same rule as everybody else.
        var backend = sequence.Split.ByWeight(sequence.Next());
        return new Choice(backend, ChoiceReason.Weight, backend < 0 ? -1 : Split.BucketWithin(backend, random));
    }

    private Choice Remember(int bucket, int remembered, CohortPolicy policy)
    {
        if (policy == CohortPolicy.Drain && remembered >= 0)
            return new Choice(remembered, ChoiceReason.Cohort);
        var backend = Split.ByBucket(bucket);
        // Told anew when he has moved, so that the cookie always says where he is.
        return new Choice(backend, ChoiceReason.Cohort, backend == remembered || backend < 0 ? -1 : bucket);
    }
}
