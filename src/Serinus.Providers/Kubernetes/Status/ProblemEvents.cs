using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Serinus.Providers.Kubernetes.Api;
using Serinus.Providers.Kubernetes.Objects;
using Serinus.Routing.Config;

namespace Serinus.Providers.Kubernetes.Status;

/// <summary>
/// Tells problems as Events of the objects that have them, where <c>kubectl describe</c> shows them: once when a problem appears, and again
/// when it comes back. The name of an Event is made of what it says, so that replicas and restarts do not repeat each other.
/// </summary>
internal sealed class ProblemEvents(IApiServer api, string identity, TimeProvider time)
{
    private const string Component = "serinus.dev/ingress-controller";
    private const string Reason = "InvalidConfiguration";
    private const int MessageCharactersMax = 1024;

    // An API server is not there to be told of five thousand mistakes at once; what is left is told at the next turn.
    private const int EventsPerTurnMax = 50;

    private HashSet<string> told = [];

    /// <summary>Whether everything was told at the last turn.</summary>
    public bool HasToldAll { get; private set; }

    /// <summary>Tells what has not been told yet of Ingresses, Services and Secrets.</summary>
    /// <param name="problems">Everything that is wrong now.</param>
    /// <param name="view">The objects that may have it.</param>
    /// <param name="mayWrite">Asked before each: leadership may end in the middle.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The first failure; null when all is well.</returns>
    public Task<ApiFailure?> WriteAsync(
        ImmutableArray<Problem> problems,
        ClusterView view,
        Func<bool> mayWrite,
        CancellationToken cancellationToken
    ) => WriteAsync(problems, problem => Subject(problem, view), mayWrite, cancellationToken);

    /// <summary>Tells what has not been told yet.</summary>
    /// <param name="problems">Everything that is wrong now.</param>
    /// <param name="subjectOf">The object that has a problem; null for one that is not told.</param>
    /// <param name="mayWrite">Asked before each: leadership may end in the middle.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The first failure; null when all is well.</returns>
    public async Task<ApiFailure?> WriteAsync(
        ImmutableArray<Problem> problems,
        Func<Problem, EventSubject?> subjectOf,
        Func<bool> mayWrite,
        CancellationToken cancellationToken
    )
    {
        var still = new HashSet<string>(StringComparer.Ordinal);
        var left = EventsPerTurnMax;
        ApiFailure? failed = null;
        var (isStopped, isLeft) = (false, false);
        foreach (var problem in problems)
        {
            if (subjectOf(problem) is not { } subject)
                continue;
            var name = NameOf(problem, subject);
            if (told.Contains(name))
            {
                still.Add(name);
                continue;
            }

            if (still.Contains(name))
                continue;
            if (isStopped || left-- <= 0 || !mayWrite())
            {
                isLeft = true;
                continue;
            }

            var failure = await TellAsync(problem, subject, name, cancellationToken);
            failed ??= failure;
            // What is refused, such as in a namespace that is being deleted, is refused for this one, and the others are told.
            isStopped = failure is { Kind: not (FailureKind.NotFound or FailureKind.Forbidden or FailureKind.Refused) };
            if (isStopped)
                isLeft = true;
            else
                still.Add(name);
        }

        (told, HasToldAll) = (still, !isLeft);
        return failed;
    }

    /// <summary>The object a problem belongs to; null for one of the edge or of the cluster, and for one that is gone.</summary>
    private static EventSubject? Subject(Problem problem, ClusterView view)
    {
        var (kind, name) = problem.Object.Kind is Kinds.Ingress or Kinds.Service or Kinds.Secret
            ? (problem.Object.Kind, problem.Object.Name)
            : FromSource(problem.Location?.Source ?? "");
        var slash = name.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0)
            return null;
        var key = new ObjectKey(name[..slash], name[(slash + 1)..]);
        return kind switch
        {
            Kinds.Ingress when view.Ingresses.TryGetValue(key, out var ingress) => new(
                "Ingress",
                ingress.ApiVersion,
                ingress.Meta
            ),
            Kinds.Service when view.Services.TryGetValue(key, out var service) => new("Service", "v1", service.Meta),
            Kinds.Secret when view.Secrets.TryGetValue(key, out var secret) => new("Secret", "v1", secret.Meta),
            _ => null,
        };
    }

    // A route says where it comes from: "ingress namespace/name".
    private static (string Kind, string Name) FromSource(string source) =>
        source.StartsWith($"{Kinds.Ingress} ", StringComparison.Ordinal)
            ? (Kinds.Ingress, source[(Kinds.Ingress.Length + 1)..])
            : ("", "");

    private static string NameOf(Problem problem, EventSubject subject)
    {
        var says = $"{subject.Kind}\n{subject.Meta.Uid}\n{problem.Severity}\n{problem.Field}\n{problem.Message}";
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(says)).AsSpan(0, 8));
        var name = subject.Meta.Key.Name;
        return $"{(name.Length > 200 ? name[..200].TrimEnd('-', '.') : name)}.{hash}";
    }

    private async Task<ApiFailure?> TellAsync(
        Problem problem,
        EventSubject subject,
        string name,
        CancellationToken cancellationToken
    )
    {
        var ns = subject.Meta.Key.Namespace;
        var now = time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        var path = $"/api/v1/namespaces/{ns}/events";
        var made = new
        {
            apiVersion = "v1",
            kind = "Event",
            metadata = new { name, @namespace = ns },
            involvedObject = new
            {
                kind = subject.Kind,
                apiVersion = subject.ApiVersion,
                name = subject.Meta.Key.Name,
                @namespace = ns,
                uid = subject.Meta.Uid,
                resourceVersion = subject.Meta.ResourceVersion,
            },
            reason = Reason,
            message = MessageOf(problem),
            type = "Warning",
            firstTimestamp = now,
            lastTimestamp = now,
            count = 1,
            source = new { component = Component },
            reportingComponent = Component,
            reportingInstance = identity,
        };
        using var answer = await api.SendAsync(
            new ApiRequest(HttpMethod.Post, path, JsonSerializer.SerializeToUtf8Bytes(made)),
            cancellationToken
        );
        if (answer.Failure?.Kind != FailureKind.Conflict)
            return answer.Failure;

        // It was told before, by an earlier holder of the Lease or of the same problem before it was cured.
        var again = JsonSerializer.SerializeToUtf8Bytes(new { lastTimestamp = now });
        using var patched = await api.SendAsync(
            new ApiRequest(HttpMethod.Patch, $"{path}/{name}", again, ApiRequest.MergePatch),
            cancellationToken
        );
        return patched.Failure;
    }

    private static string MessageOf(Problem problem)
    {
        var field = problem.Field.Length == 0 ? "" : $"{problem.Field}: ";
        var cure = problem.Cure.Length == 0 ? "" : $"; {problem.Cure}";
        var text = $"{field}{problem.Message}{cure}";
        return text.Length <= MessageCharactersMax ? text : $"{text[..(MessageCharactersMax - 1)]}…";
    }
}
