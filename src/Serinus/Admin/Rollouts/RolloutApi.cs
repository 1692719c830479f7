using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Serinus.Delivery;
using Serinus.Rollouts.Plan;
using Serinus.Rollouts.Run;

namespace Serinus.Admin.Rollouts;

/// <summary>Rollouts over HTTP: everybody who reaches the endpoint may look; who acts needs a token.</summary>
internal static class RolloutApi
{
    /// <summary>Names the command, so that one that is sent again is not carried out again.</summary>
    public const string IdempotencyField = "Idempotency-Key";

    /// <summary>Says in whose name the holder of the token acts.</summary>
    public const string ActorField = "X-Serinus-Actor";

    private const int WaitSecondsMax = 60;
    private const int TextMax = 100;
    private static readonly TimeSpan ActTime = TimeSpan.FromSeconds(15);
    private const string Tag = "rollouts";

    private static readonly Dictionary<string, CommandVerb> verbs = new(StringComparer.Ordinal)
    {
        ["promote"] = CommandVerb.Promote,
        ["promote-full"] = CommandVerb.PromoteFull,
        ["pause"] = CommandVerb.Pause,
        ["resume"] = CommandVerb.Resume,
        ["abort"] = CommandVerb.Abort,
        ["retry"] = CommandVerb.Retry,
        ["undo"] = CommandVerb.Undo,
    };

    /// <summary>Adds the paths.</summary>
    /// <param name="app">The server.</param>
    /// <param name="desk">Where rollouts are seen and acted on; asked for at each request, since it may come later than the server.</param>
    /// <param name="tokens">Who may act.</param>
    /// <param name="time">The clock.</param>
    public static void Map(IEndpointRouteBuilder app, Func<RolloutDesk?> desk, ActingTokens tokens, TimeProvider time)
    {
        app.MapGet(
                "/api/v1/rollouts",
                () =>
                    TypedResults.Ok(
                        new RolloutsAnswer([.. desk() is { } known ? known.All.Select(view => Of(known, view)) : []])
                    )
            )
            .WithSummary("Rollouts: where each run stands, its weights, evidence, and why.")
            .WithTags(Tag);
        app.MapGet(
                "/api/v1/rollouts/{name}",
                (string name, string? version, int? wait, CancellationToken aborted) =>
                    FindAsync(desk(), NameOf(name), version, wait ?? 0, time, aborted)
            )
            .WithSummary(
                "One rollout. With version and wait (seconds, 60 at most) the answer comes as soon as its version is another, or when the time is over."
            )
            .WithTags(Tag)
            .Produces<RolloutAnswer>()
            .Produces<RefusalAnswer>(StatusCodes.Status404NotFound);
        app.MapGet(
                "/api/v1/rollouts/{name}/history",
                (string name, CancellationToken aborted) => HistoryAsync(desk(), NameOf(name), aborted)
            )
            .WithSummary("Runs of a rollout that ended, the newest first, with their evidence and decisions.")
            .WithTags(Tag)
            .Produces<HistoryAnswer>()
            .Produces<RefusalAnswer>(StatusCodes.Status404NotFound)
            .Produces<RefusalAnswer>(StatusCodes.Status503ServiceUnavailable);
        app.MapPost(
                "/api/v1/rollouts/{name}/{verb}",
                (string name, string verb, string? to, HttpRequest request, CancellationToken aborted) =>
                    ActAsync(desk(), tokens, NameOf(name), verb, to, request, time, aborted)
            )
            .WithSummary(
                $"Acts on a rollout: {string.Join(", ", verbs.Keys)} (undo with to=REVISION). Needs a token of admin.tokenFile as Authorization: Bearer; {IdempotencyField} names the command, {ActorField} who asks."
            )
            .WithTags(Tag)
            .Produces<CommandAnswer>()
            .Produces<RefusalAnswer>(StatusCodes.Status400BadRequest)
            .Produces<RefusalAnswer>(StatusCodes.Status401Unauthorized)
            .Produces<RefusalAnswer>(StatusCodes.Status403Forbidden)
            .Produces<RefusalAnswer>(StatusCodes.Status404NotFound)
            .Produces<CommandAnswer>(StatusCodes.Status409Conflict)
            .Produces<RefusalAnswer>(StatusCodes.Status503ServiceUnavailable);
    }

    // A slash in a path's segment stays as it was sent (RFC 3986 §2.2): namespace%2Fname is a rollout of a cluster.
    private static string NameOf(string segment) => segment.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);

    private static async Task<IResult> FindAsync(
        RolloutDesk? desk,
        string name,
        string? version,
        int waitSeconds,
        TimeProvider time,
        CancellationToken aborted
    )
    {
        if (desk is not null && version is not null && waitSeconds > 0)
        {
            using var patience = new CancellationTokenSource(
                TimeSpan.FromSeconds(Math.Min(waitSeconds, WaitSecondsMax)),
                time
            );
            using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, aborted);
            try
            {
                await desk.ChangedAsync(name, version, either.Token);
            }
            catch (OperationCanceledException) when (!aborted.IsCancellationRequested)
            {
                // Nothing has changed: it is told as it is.
            }
        }

        return desk?.Find(name) is { } view ? TypedResults.Ok(Of(desk, view)) : Missing(desk, name);
    }

    private static async Task<IResult> HistoryAsync(RolloutDesk? desk, string name, CancellationToken aborted)
    {
        if (desk?.Find(name) is not { } view)
            return Missing(desk, name);
        try
        {
            var runs = await desk.HistoryAsync(name, aborted);
            return TypedResults.Ok(new HistoryAnswer(name, [.. runs.Select(run => RolloutAnswers.Of(view.Spec, run))]));
        }
        catch (StoreException trouble)
        {
            return Refuse(StatusCodes.Status503ServiceUnavailable, trouble.Message);
        }
    }

    private static async Task<IResult> ActAsync(
        RolloutDesk? desk,
        ActingTokens tokens,
        string name,
        string verb,
        string? to,
        HttpRequest request,
        TimeProvider time,
        CancellationToken aborted
    )
    {
        // Who may not act learns nothing of what there is.
        var access = tokens.Check(request.Headers.Authorization);
        if (access.IsOff)
            return Refuse(StatusCodes.Status403Forbidden, access.Why);
        if (!access.IsGranted)
        {
            request.HttpContext.Response.Headers.WWWAuthenticate = "Bearer realm=\"serinus\"";
            return Refuse(StatusCodes.Status401Unauthorized, access.Why);
        }

        if (!verbs.TryGetValue(verb, out var known))
            return Refuse(
                StatusCodes.Status404NotFound,
                $"there is no '{Shown(verb)}'; there are {string.Join(", ", verbs.Keys)}"
            );
        if (to is not null && known != CommandVerb.Undo)
            return Refuse(StatusCodes.Status400BadRequest, "only undo takes to=REVISION; leave it out");
        if (!TryRead(request, IdempotencyField, out var key) || !TryRead(request, ActorField, out var who))
            return Refuse(
                StatusCodes.Status400BadRequest,
                $"{IdempotencyField} and {ActorField} take up to {TextMax} visible ASCII characters and spaces"
            );
        if (desk?.Find(name) is null)
            return Missing(desk, name);
        var command = new Command(key ?? Guid.NewGuid().ToString("N"), known, Actor(access.Who, who), to);
        try
        {
            using var patience = new CancellationTokenSource(ActTime, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, aborted);
            return Told(await desk.CarryOutAsync(name, command, either.Token), desk, name);
        }
        catch (OperationCanceledException) when (!aborted.IsCancellationRequested)
        {
            return Refuse(
                StatusCodes.Status503ServiceUnavailable,
                $"it was not decided in {ActTime.TotalSeconds:0} s{TroubleOf(desk, name)}; ask again with the same {IdempotencyField}"
            );
        }
    }

    private static string TroubleOf(RolloutDesk desk, string name) =>
        desk.Find(name)?.Trouble is { } trouble ? $": {trouble}" : "";

    private static RolloutAnswer Of(RolloutDesk desk, RolloutView view) => RolloutAnswers.Of(view, desk.Observe(view));

    private static IResult Told(CommandOutcome outcome, RolloutDesk desk, string name)
    {
        var rollout = desk.Find(name) is { } view ? Of(desk, view) : null;
        var answer = new CommandAnswer(outcome.Id, outcome.IsAccepted, outcome.Text, rollout);
        return outcome.IsAccepted ? TypedResults.Ok(answer) : TypedResults.Conflict(answer);
    }

    /// <summary>The token says who acts; what the caller says of himself stands beside it, and never in its place.</summary>
    private static string Actor(string token, string? said) =>
        said is null ? (token.Length == 0 ? "api" : token)
        : token.Length == 0 ? said
        : $"{said} (token {token})";

    private static bool TryRead(HttpRequest request, string field, out string? value)
    {
        value = request.Headers[field];
        if (string.IsNullOrWhiteSpace(value))
            value = null;
        return value is null || (value.Length <= TextMax && value.All(c => c is >= ' ' and <= '~'));
    }

    private static JsonHttpResult<RefusalAnswer> Missing(RolloutDesk? desk, string name)
    {
        var known = (desk?.All ?? []).Select(view => view.Spec.Name).ToArray();
        return Refuse(
            StatusCodes.Status404NotFound,
            known.Length == 0
                ? "this edge has no rollouts; write them as rollouts in its configuration"
                : $"there is no rollout '{Shown(name)}'; there are {string.Join(", ", known)}"
        );
    }

    private static JsonHttpResult<RefusalAnswer> Refuse(int status, string why) =>
        TypedResults.Json(new RefusalAnswer(why), statusCode: status);

    private static string Shown(string text) => new([.. text.Take(TextMax).Select(c => char.IsControl(c) ? ' ' : c)]);
}
