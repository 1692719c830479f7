using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing;
using Serinus.Admin.Metrics;
using Serinus.Admin.Rollouts;
using Serinus.Admin.Traefik;
using Serinus.Control;
using Serinus.Orders;

namespace Serinus.Admin;

/// <summary>What the admin endpoint answers.</summary>
internal static class AdminApi
{
    private const string Text = "text/plain";

    public static void Map(
        WebApplication server,
        string basePath,
        EdgeStatus status,
        MetricsPage metrics,
        string version,
        ActingTokens tokens
    )
    {
        var app = server.MapGroup(basePath);
        TraefikApi.Map(app, basePath, status, version);
        app.MapGet("/healthz", () => Results.Text("ok\n"))
            .WithSummary("200 while the program runs.")
            .WithTags("health")
            .Produces<string>(StatusCodes.Status200OK, Text);
        app.MapGet("/livez", () => Results.Text("ok\n"))
            .WithSummary("200 while the program runs; the name Kubernetes gives it.")
            .WithTags("health")
            .Produces<string>(StatusCodes.Status200OK, Text);
        app.MapGet("/readyz", () => Ready(status))
            .WithSummary(
                "200 when traffic may come; 503 with the reason before the first configuration and while draining."
            )
            .WithTags("health")
            .Produces<string>(StatusCodes.Status200OK, Text)
            .Produces<string>(StatusCodes.Status503ServiceUnavailable, Text);
        app.MapGet(
                "/metrics",
                (HttpResponse response, CancellationToken aborted) => WriteMetricsAsync(response, metrics, aborted)
            )
            .WithSummary("Metrics in Prometheus text format.")
            .WithTags("metrics")
            .Produces<string>(StatusCodes.Status200OK, Text);

        app.MapGet("/api/v1/snapshot", () => TypedResults.Ok(Answers.Snapshot(status, version)))
            .WithSummary("What is served now, in short.")
            .WithTags("v1");
        app.MapGet("/api/v1/routes", () => TypedResults.Ok(Answers.Routes(status)))
            .WithSummary("Routes with their backends: weight, wanted share, observed share, counts.")
            .WithTags("v1");
        app.MapGet("/api/v1/services", () => TypedResults.Ok(Answers.Services(status)))
            .WithSummary("Services with their endpoints: health, ejection, requests in flight.")
            .WithTags("v1");
        app.MapGet("/api/v1/stream-routes", () => TypedResults.Ok(Answers.StreamRoutes(status)))
            .WithSummary("Stream routes with their backends: weight, wanted share, connections, bytes.")
            .WithTags("v1");
        app.MapGet("/api/v1/certificates", () => TypedResults.Ok(Answers.Certificates(status)))
            .WithSummary("Certificates with their hosts, end and source; never keys.")
            .WithTags("v1");
        app.MapGet(
                "/api/v1/problems",
                (string? kind, string? name) => TypedResults.Ok(Answers.Problems(status, kind, name))
            )
            .WithSummary(
                "Everything that is wrong now, where it stands, and the cure; of one kind of objects or one object when asked with kind and name."
            )
            .WithTags("v1");
        app.MapGet("/api/v1/windows", (string[]? rollout) => Windows(status, rollout))
            .WithSummary(
                "What this edge does for rollouts: the order it serves, why it has taken a canary out, and counters of both arms while a run goes on; of those asked for by name, else of all."
            )
            .WithTags("v1");
        app.MapGet("/api/v1/kubernetes", () => StateOf(status, "kubernetes"))
            .WithSummary("How the edge stands with the Kubernetes cluster it reads; 404 when it reads none.")
            .WithTags("v1")
            .Produces<JsonObject>()
            .Produces(StatusCodes.Status404NotFound);
        OrderApi.Map(app, status);
        RolloutApi.Map(app, () => status.Rollouts, tokens, TimeProvider.System);
        app.MapOpenApi("/api/v1/openapi.json");
    }

    public static void Describe(OpenApiOptions options) =>
        options.AddDocumentTransformer(
            (document, _, _) =>
            {
                document.Info.Title = "Serinus admin API";
                document.Info.Version = "v1";
                document.Info.Description =
                    "A running edge: what it serves, and its rollouts. Whoever reaches it may look; who acts on a rollout needs a token of admin.tokenFile, who gives orders that of the fleet. Fields are added under v1, never changed or removed.";
                document.Servers?.Clear();
                return Task.CompletedTask;
            }
        );

    private static IResult Ready(EdgeStatus status) =>
        status.NotReadyReason is { } reason
            ? Results.Text(reason + "\n", statusCode: StatusCodes.Status503ServiceUnavailable)
            : Results.Text("ready\n");

    private static IResult StateOf(EdgeStatus status, string provider) =>
        status.Providers.FirstOrDefault(known => known.Name == provider)?.State is { } state
            ? TypedResults.Ok(state)
            : Results.NotFound();

    private static Ok<EdgeReading> Windows(EdgeStatus status, string[]? rollouts) =>
        TypedResults.Ok(status.Windows?.Read(rollouts) ?? new EdgeReading { Instance = "" });

    private static Task WriteMetricsAsync(HttpResponse response, MetricsPage metrics, CancellationToken aborted)
    {
        response.ContentType = MetricsPage.ContentType;
        return metrics.WriteAsync(response.Body, aborted);
    }
}
