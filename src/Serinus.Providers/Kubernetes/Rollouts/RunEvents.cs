using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Serinus.Providers.Kubernetes.Api;
using Serinus.Providers.Kubernetes.Canaries;
using Serinus.Rollouts.Plan;
using Serinus.Rollouts.Run;
using Serinus.Rollouts.Spec;

namespace Serinus.Providers.Kubernetes.Rollouts;

/// <summary>
/// Tells news of rollouts as Events of their Canaries, each kind by a reason of its own. The name of an Event is that of the news, so that nobody
/// tells them twice.
/// </summary>
internal sealed class RunEvents(
    BoundedApi api,
    Func<string, CanaryObject?> canaries,
    string identity,
    Action<bool, string> tell
) : INewsTeller
{
    /// <summary>Who reports.</summary>
    public const string Component = "serinus.dev/rollout-controller";

    private const int MessageMax = 1024;
    private const int NameMax = 200;

    /// <inheritdoc/>
    public Task TellAsync(RolloutSpec spec, RunState state, NewsItem news, CancellationToken cancellationToken) =>
        canaries(spec.Name) is { } canary
            ? WriteAsync(
                canary,
                news.Id,
                news.Kind.ToString(),
                news.Text,
                news.Severity != NewsSeverity.Info,
                news.At,
                cancellationToken
            )
            : Task.CompletedTask;

    /// <summary>Writes an Event of a Canary; one of the same id is there already.</summary>
    public async Task WriteAsync(
        CanaryObject canary,
        string id,
        string reason,
        string text,
        bool isWarning,
        DateTimeOffset at,
        CancellationToken cancellationToken
    )
    {
        var key = canary.Meta.Key;
        var when = at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        var hash = Convert.ToHexStringLower(
            SHA256.HashData(Encoding.UTF8.GetBytes($"{canary.Meta.Uid}\n{id}")).AsSpan(0, 8)
        );
        var made = new
        {
            apiVersion = "v1",
            kind = "Event",
            metadata = new
            {
                name = $"{(key.Name.Length > NameMax ? key.Name[..NameMax].TrimEnd('-', '.') : key.Name)}.{hash}",
                @namespace = key.Namespace,
            },
            involvedObject = new
            {
                kind = CustomResources.Canary.Kind,
                apiVersion = Resources.CustomResource.ApiVersion,
                name = key.Name,
                @namespace = key.Namespace,
                uid = canary.Meta.Uid,
                resourceVersion = canary.Meta.ResourceVersion,
            },
            reason,
            message = text.Length <= MessageMax ? text : $"{text[..(MessageMax - 1)]}…",
            type = isWarning ? "Warning" : "Normal",
            firstTimestamp = when,
            lastTimestamp = when,
            count = 1,
            source = new { component = Component },
            reportingComponent = Component,
            reportingInstance = identity,
        };
        using var answer = await api.SendAsync(
            () =>
                new ApiRequest(
                    HttpMethod.Post,
                    $"/api/v1/namespaces/{key.Namespace}/events",
                    JsonSerializer.SerializeToUtf8Bytes(made)
                ),
            cancellationToken
        );
        if (answer.Failure is { Kind: not (FailureKind.Conflict or FailureKind.NotFound) } failure)
            tell(true, $"Canary {key}: an Event cannot be written: {failure.Message}");
    }
}
