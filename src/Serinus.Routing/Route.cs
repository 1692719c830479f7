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

    /// <summary>Path condition in normal form, for filters that replace the matched prefix; a prefix at segment borders has no final slash, except <c>/</c> itself.</summary>
    public required PathConfig? Path { get; init; }

    /// <summary>What is served: what was asked for, with weights, order of backends and cohort of the rollout that lies over it.</summary>
    public required RouteConfig Config { get; init; }

    /// <summary>What was asked for, whatever lies over it.</summary>
    public RouteConfig Written
    {
        get => field ?? Config;
        init;
    }

    /// <summary>What a rollout lays over it; null when none does.</summary>
    public Overlay? Overlay { get; init; }

    /// <summary>The compiled match.</summary>
    internal RouteRule Rule { get; init; } = null!;

    /// <summary>What is probably not meant, told again with every snapshot that takes the route over.</summary>
    internal ImmutableArray<Problem> Warnings { get; init; } = [];

    /// <summary>
    /// Chooses the backend of a request: forced choice, then a rollout's match, then signed cookie, then hash of the user's key, then weight.
    /// Only a choice by weight takes a number of the sequence.
    /// </summary>
    /// <param name="head">The request.</param>
    /// <param name="sequence">The route's sequence.</param>
    /// <param name="random">32 random bits, used for the bucket of a new user.</param>
    public Choice Choose(RequestHead head, LiveSequence sequence, uint random)
    {
        if (TryChooseByRequest(head, out var choice))
            return choice;
        var backend = sequence.Split.ByWeight(sequence.Next());

        // A new user goes where the exact split sends him and gets a bucket of that backend, so that shares stay exact
        // and a later ramp moves him by the same rule as everybody else.
        var bucket = Cohort is null || backend < 0 ? -1 : Split.BucketWithin(backend, random);
        return new Choice(backend, ChoiceReason.Weight, bucket);
    }

    /// <summary>Chooses the backend when the request itself decides: by force, match, cookie or key, or because there is only one. False when its turn by weight decides.</summary>
    /// <param name="head">The request.</param>
    /// <param name="choice">The choice.</param>
    public bool TryChooseByRequest(RequestHead head, out Choice choice)
    {
        choice = default;
        if (Force is not null && Force.Choose(head) is >= 0 and var forced)
        {
            choice = new Choice(forced, ChoiceReason.Forced);
            return true;
        }

        if (Overlay is not null && Overlay.Sends(head))
        {
            choice = new Choice(Backends.Length - 1, ChoiceReason.Matched);
            return true;
        }

        if (Backends.Length == 1)
        {
            choice = new Choice(Split.ByBucket(0), ChoiceReason.Single);
            return true;
        }

        if (Cohort is null)
            return false;
        if (Cohort.TryReadCookie(head, out var bucket, out var remembered))
        {
            choice = Remember(bucket, remembered, Cohort.Policy);
            return true;
        }

        bucket = Cohort.BucketOfKey(head);
        if (bucket < 0)
            return false;
        choice = new Choice(Split.ByBucket(bucket), ChoiceReason.Hash);
        return true;
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
