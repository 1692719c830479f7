using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OpenApi;
using Serinus.Admin.Metrics;
using Serinus.Control;

namespace Serinus.Admin;

/// <summary>What the admin endpoint answers.</summary>
internal static class AdminApi
{
    private const string Text = "text/plain";

    public static void Map(WebApplication app, EdgeStatus status, MetricsPage metrics, string version)
    {
        app.MapGet("/healthz", () => Results.Text("ok\n"))
            .WithSummary("200 while the program runs.")
            .WithTags("health")
            .Produces<string>(StatusCodes.Status200OK, Text);
        app.MapGet("/ping", () => Results.Text("pong\n"))
            .WithSummary("200 while the program runs; for load balancers that want this path.")
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
        app.MapGet("/api/v1/problems", () => TypedResults.Ok(Answers.Problems(status)))
            .WithSummary("Everything that is wrong now, where it stands, and the cure.")
            .WithTags("v1");
        app.MapOpenApi("/api/v1/openapi.json");
    }

    public static void Describe(OpenApiOptions options) =>
        options.AddDocumentTransformer(
            (document, _, _) =>
            {
                document.Info.Title = "Serinus admin API";
                document.Info.Version = "v1";
                document.Info.Description =
                    "Read-only view of a running edge. Fields are added under v1, never changed or removed.";
                document.Servers?.Clear();
                return Task.CompletedTask;
            }
        );

    private static IResult Ready(EdgeStatus status) =>
        status.NotReadyReason is { } reason
            ? Results.Text(reason + "\n", statusCode: StatusCodes.Status503ServiceUnavailable)
            : Results.Text("ready\n");

    private static Task WriteMetricsAsync(HttpResponse response, MetricsPage metrics, CancellationToken aborted)
    {
        response.ContentType = MetricsPage.ContentType;
        return metrics.WriteAsync(response.Body, aborted);
    }
}
