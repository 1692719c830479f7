using System.Collections.Immutable;
using Serinus.Routing;
using Serinus.Routing.Compile;
using Serinus.Routing.Config;

namespace Serinus.Control;

/// <summary>The one way into the data plane: compiles what providers say, publishes it when it differs from what is served, reports what is wrong. Called by one thread at a time.</summary>
/// <param name="started">Settings the program was started with.</param>
/// <param name="signingKey">Signs cohort cookies.</param>
/// <param name="publish">Makes a snapshot live and says which listeners could not be opened.</param>
/// <param name="status">Told what came of it.</param>
/// <param name="problemLog">Told what is wrong now.</param>
/// <param name="time">The clock.</param>
public sealed class SnapshotPublisher(
    EdgeConfig started,
    ReadOnlyMemory<byte> signingKey,
    Func<Snapshot, ImmutableArray<Problem>> publish,
    EdgeStatus status,
    ProblemLog problemLog,
    TimeProvider time
)
{
    private Snapshot? served;
    private ImmutableArray<Problem> listenerProblems = [];
    private ImmutableArray<Fragment> last = [];

    /// <summary>Gives problems of objects that are compiled without their origin a place in their source.</summary>
    public Func<ImmutableArray<Problem>, ImmutableArray<Problem>> Place { get; init; } = problems => problems;

    /// <summary>Makes the fragments what is served; true when a listener could not be opened and is to be tried again.</summary>
    public bool Apply(ImmutableArray<Fragment> fragments)
    {
        if (served is not null && fragments.SequenceEqual(last))
        {
            TryListenersAgain(served);
            return !listenerProblems.IsEmpty;
        }

        var (compiled, problems) = Compiler.Compile(fragments, served, signingKey);
        var publishedAt = status.PublishedAt;
        if (served is null || !IsSame(served, compiled))
        {
            listenerProblems = publish(compiled);
            served = compiled;
            publishedAt = time.GetUtcNow();
        }

        ImmutableArray<Problem> all =
        [
            .. Place(problems),
            .. EmptinessCheck.For(served, problems),
            .. RestartNotice.For(started, served.Edge),
            .. listenerProblems,
        ];
        last = fragments;
        status.Fragments = fragments;
        status.Reloaded(all, publishedAt);
        problemLog.Report(all);
        return !listenerProblems.IsEmpty;
    }

    private void TryListenersAgain(Snapshot snapshot)
    {
        if (listenerProblems.IsEmpty)
            return;
        var before = listenerProblems;
        listenerProblems = publish(snapshot);
        ImmutableArray<Problem> all = [.. status.Problems.Except(before), .. listenerProblems];
        status.ProblemsChanged(all);
        problemLog.Report(all);
    }

    /// <summary>Whether two snapshots serve the same: an object nobody touched keeps its config instance.</summary>
    private static bool IsSame(Snapshot left, Snapshot right) =>
        IsSame(left.Edge, right.Edge)
        && left.Listeners.Select(listener => listener.Config)
            .SequenceEqual(right.Listeners.Select(listener => listener.Config))
        && left.Routes.Select(route => route.Config).SequenceEqual(right.Routes.Select(route => route.Config))
        && left.StreamRoutes.Select(route => route.Config)
            .SequenceEqual(right.StreamRoutes.Select(route => route.Config))
        && left.Services.Select(service => service.Config)
            .SequenceEqual(right.Services.Select(service => service.Config))
        && left.Certificates.Select(certificate => certificate.Config)
            .SequenceEqual(right.Certificates.Select(certificate => certificate.Config))
        && left.Overlays.Select(overlay => overlay.Config)
            .SequenceEqual(right.Overlays.Select(overlay => overlay.Config));

    // Records compare arrays by identity, and settings nobody wrote down are made anew each time with arrays of their own.
    private static bool IsSame(EdgeConfig left, EdgeConfig right) =>
        left with { Metrics = right.Metrics } == right
        && left.Metrics.Buckets.AsSpan().SequenceEqual(right.Metrics.Buckets.AsSpan());
}
