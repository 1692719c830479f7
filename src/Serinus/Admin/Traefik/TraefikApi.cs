using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Serinus.Control;

namespace Serinus.Admin.Traefik;

/// <summary>Paths and shapes of Traefik 1.7's own endpoint, for the probes, scripts and dashboards that know them.</summary>
internal static class TraefikApi
{
    private static readonly string[] reading = ["GET", "HEAD"];

    public static void Map(RouteGroupBuilder app, string basePath, EdgeStatus status, string version)
    {
        app.MapMethods("/ping", reading, () => Ping(status))
            .WithSummary("200 while the program runs, 503 while it drains; for load balancers that want this path.")
            .WithTags("health")
            .Produces<string>(StatusCodes.Status200OK, "text/plain")
            .Produces<string>(StatusCodes.Status503ServiceUnavailable, "text/plain");
        app.MapGet("/", () => Results.Redirect($"{basePath}/api")).ExcludeFromDescription();
        app.MapGet("/health", () => TypedResults.Ok(HealthPage.Of(status))).ExcludeFromDescription();
        app.MapGet("/api", () => TypedResults.Ok(ProvidersPage.Of(status))).ExcludeFromDescription();
        app.MapGet("/api/providers", () => TypedResults.Ok(ProvidersPage.Of(status))).ExcludeFromDescription();
        app.MapGet("/api/providers/{provider}", (string provider) => One(ProvidersPage.Of(status), provider))
            .ExcludeFromDescription();
        app.MapGet("/api/providers/{provider}/{part}", (string provider, string part) => Part(status, provider, part))
            .ExcludeFromDescription();
        app.MapGet(
                "/api/version",
                () => TypedResults.Ok(new JsonObject { ["Version"] = version, ["Codename"] = "serinus" })
            )
            .ExcludeFromDescription();
    }

    private static IResult Ping(EdgeStatus status) =>
        status.IsDraining
            ? Results.Text("draining", statusCode: StatusCodes.Status503ServiceUnavailable)
            : Results.Text("OK");

    private static IResult Part(EdgeStatus status, string provider, string part) =>
        ProvidersPage.Of(status)[provider] is JsonObject known ? One(known, part) : Results.NotFound();

    private static IResult One(JsonObject all, string name) =>
        all[name] is JsonObject one ? TypedResults.Ok(one) : Results.NotFound();
}
