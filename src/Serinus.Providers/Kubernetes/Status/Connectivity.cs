using Serinus.Providers.Kubernetes.Api;
using Serinus.Providers.Kubernetes.Cache;
using Serinus.Providers.Kubernetes.Objects;
using Serinus.Routing.Config;

namespace Serinus.Providers.Kubernetes.Status;

/// <summary>Whether the API server answers, told once when it stops and once when it does again. A failure that passes quickly is not worth a word. Looked at by one thread; read by any.</summary>
internal sealed class Connectivity(TimeSpan patience, Action<bool, string> tell, TimeProvider time)
{
    private Trouble? survey;
    private Trouble? worst;
    private bool isTold;
    private volatile Problem? problem;

    /// <summary>What is wrong; null when it answers.</summary>
    public Problem? Problem => problem;

    public bool IsConnected => problem is null && Volatile.Read(ref worst) is null;

    /// <summary>How long until there is something to tell; null when all is well or told.</summary>
    public TimeSpan? NextLook =>
        worst is { } trouble && !isTold
            ? TimeSpan.FromTicks(Math.Max((trouble.Since + patience - time.GetUtcNow()).Ticks, 1))
            : null;

    /// <summary>Takes what came of asking what the server offers.</summary>
    public void Surveyed(ApiFailure? failure) =>
        survey = failure is null ? null : new Trouble(failure, survey?.Since ?? time.GetUtcNow());

    /// <summary>Takes what goes wrong with what is followed.</summary>
    /// <param name="troubles">What goes wrong.</param>
    /// <param name="isServing">Whether something is known and served already.</param>
    public void Look(IEnumerable<Trouble> troubles, bool isServing)
    {
        var found = troubles.Append(survey).OfType<Trouble>().Where(IsOfTheServer).MinBy(trouble => trouble.Since);
        Volatile.Write(ref worst, found);
        if (found is null)
        {
            if (isTold)
                tell(false, "the API server answers again");
            (isTold, problem) = (false, null);
            return;
        }

        if (isTold || time.GetUtcNow() - found.Since < patience)
            return;
        isTold = true;
        problem = new Problem
        {
            Severity = Severity.Warning,
            Object = new ObjectId(Kinds.Cluster, ""),
            Message =
                $"the API server does not answer since {found.Since:HH:mm:ss} UTC ({found.Failure.Message}); {(isServing ? "what was known last is served" : "nothing is served before it does")}",
            Cure = CureOf(found.Failure.Kind),
        };
        tell(true, $"{problem.Message}; {problem.Cure}");
    }

    // What is not allowed, or not there, is told as a missing right.
    private static bool IsOfTheServer(Trouble trouble) =>
        trouble.Failure.Kind is not (FailureKind.Forbidden or FailureKind.NotFound or FailureKind.Gone);

    private static string CureOf(FailureKind kind) =>
        kind == FailureKind.Unauthorised
            ? "check the credentials: the token may have expired, or its service account be gone"
            : "check that the API server runs and can be reached from here; it is tried again by itself";
}
