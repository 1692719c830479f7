using System.Collections.Immutable;
using System.Text.Json;
using Serinus.Providers.Kubernetes.Api;
using Serinus.Providers.Kubernetes.Objects;

namespace Serinus.Providers.Kubernetes.Discovery;

/// <summary>
/// Asks an API server which versions it serves and which of them we may read. The newest that is both is taken: a server that is upgraded
/// drops old versions, and a role written for old ones does not cover the new.
/// </summary>
/// <param name="api">The API server.</param>
/// <param name="namespaces">Namespaces that are followed; all when empty.</param>
/// <param name="candidates">What is to be followed.</param>
internal sealed class ServerSurvey(
    IApiServer api,
    ImmutableArray<string> namespaces,
    ImmutableArray<Candidate> candidates
)
{
    private static readonly string[] neededVerbs = ["list", "watch"];

    public ServerSurvey(IApiServer api, ImmutableArray<string> namespaces)
        : this(api, namespaces, Candidate.All) { }

    /// <summary>The offer, or why there is none.</summary>
    public async Task<(Offer? Offer, ApiFailure? Failure)> LookAsync(CancellationToken cancellationToken)
    {
        var served = new Dictionary<string, ImmutableHashSet<string>>(StringComparer.Ordinal);
        foreach (var version in candidates.SelectMany(candidate => candidate.Versions))
        {
            if (served.ContainsKey(version.VersionPath))
                continue;
            var (resources, failure) = await ServedAsync(version, cancellationToken);
            if (failure is not null)
                return (null, failure);
            served[version.VersionPath] = resources;
        }

        var found = ImmutableArray.CreateBuilder<OfferedResource>();
        var missing = ImmutableArray.CreateBuilder<MissingRight>();
        foreach (var candidate in candidates)
        {
            foreach (var ns in candidate.IsNamespaced && namespaces.Length > 0 ? namespaces : [""])
            {
                ImmutableArray<ResourceType> there =
                [
                    .. candidate.Versions.Where(version => served[version.VersionPath].Contains(version.Plural)),
                ];
                if (await ChooseAsync(candidate, there, ns, found, missing, cancellationToken) is { } failure)
                    return (null, failure);
            }
        }

        ImmutableArray<Candidate> absent =
        [
            .. candidates.Where(candidate =>
                candidate.IfAbsent is not null
                && !candidate.Versions.Any(version => served[version.VersionPath].Contains(version.Plural))
            ),
        ];
        return (new Offer(found.ToImmutable(), missing.ToImmutable()) { Absent = absent }, null);
    }

    private async Task<ApiFailure?> ChooseAsync(
        Candidate candidate,
        ImmutableArray<ResourceType> there,
        string ns,
        ImmutableArray<OfferedResource>.Builder found,
        ImmutableArray<MissingRight>.Builder missing,
        CancellationToken cancellationToken
    )
    {
        foreach (var type in there)
        {
            var (isAllowed, failure) = await MayFollowAsync(type, ns, cancellationToken);
            if (failure is not null)
                return failure;
            if (!isAllowed)
                continue;
            found.Add(new OfferedResource(candidate.Kind, type, ns));
            // Rights are given by group, so that two versions of one group are one right.
            if (type.Group != there[0].Group)
                missing.Add(Right(there[0], ns, candidate.WithoutBest));
            return null;
        }

        if (there.Length > 0)
            missing.Add(Right(there[0], ns, candidate.WithoutAny));
        return null;
    }

    private static MissingRight Right(ResourceType type, string ns, string effect) =>
        new(type.Group, type.Plural, "list, watch", ns, effect);

    private async Task<(ImmutableHashSet<string> Resources, ApiFailure? Failure)> ServedAsync(
        ResourceType version,
        CancellationToken cancellationToken
    )
    {
        using var answer = await api.SendAsync(ApiRequest.Get(version.VersionPath), cancellationToken);
        if (answer.Failure is null)
        {
            var names = ((JsonElement?)answer.Root).Items("resources").Select(item => item.Text("name") ?? "");
            return ([.. names], null);
        }

        return answer.Failure.Kind switch
        {
            FailureKind.NotFound => ([], null),
            // Some clusters hide what they serve; then the right alone decides, and a watch finds out.
            FailureKind.Forbidden => (
                [
                    .. candidates
                        .SelectMany(candidate => candidate.Versions)
                        .Where(v => v.VersionPath == version.VersionPath)
                        .Select(v => v.Plural),
                ],
                null
            ),
            _ => ([], answer.Failure),
        };
    }

    private async Task<(bool IsAllowed, ApiFailure? Failure)> MayFollowAsync(
        ResourceType type,
        string ns,
        CancellationToken cancellationToken
    )
    {
        foreach (var verb in neededVerbs)
        {
            var (isAllowed, failure) = await AccessReview.MayAsync(api, type, verb, ns, cancellationToken);
            if (failure is not null || !isAllowed)
                return (false, failure);
        }

        return (true, null);
    }
}
