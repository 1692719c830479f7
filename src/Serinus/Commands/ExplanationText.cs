using System.Globalization;
using Serinus.Routing.Explain;

namespace Serinus.Commands;

/// <summary>An explanation for people: what was asked for, who was asked, who takes it, who answers.</summary>
internal static class ExplanationText
{
    public static void Write(Explanation explanation, TextWriter output)
    {
        var request = explanation.Request;
        var query = request.Query is null ? "" : $"?{request.Query}";
        Section(
            "request",
            [$"{request.Method} {request.Scheme}://{request.Host}{request.Path}{query}", Origin(request)]
        );
        Section("asked", explanation.Considered.Select(Asked));
        Section("route", [explanation.Route ?? "none: answered 404"]);
        Section("filters", explanation.Filters);
        Section("backend", explanation.Choice is { } choice ? [choice.Text] : []);
        Section("rollout", explanation.Rollout is { } rollout ? [$"{rollout.Name}: {rollout.Text}"] : []);
        Section("backends", explanation.Backends.Select(Backend));
        Section("warnings", explanation.Warnings);

        void Section(string title, IEnumerable<string> lines)
        {
            foreach (var line in lines)
            {
                output.WriteLine($"{title, -9} {line}");
                title = "";
            }
        }
    }

    private static string Origin(ExplainedRequest request) =>
        request.Listener.Length == 0
            ? $"from {request.Client}"
            : $"from {request.Client} on listener {request.Listener}";

    private static string Asked(ConsideredRoute route) =>
        $"{route.Name} (host {(route.Host.Length == 0 ? "any" : route.Host)}): {route.Reason}";

    private static string Backend(ExplainedBackend backend)
    {
        var endpoints = backend.Endpoints.IsEmpty ? "no endpoint" : string.Join(", ", backend.Endpoints);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{backend.Name}: {backend.SharePercent} % by weight, service {backend.Service}: {endpoints}"
        );
    }
}
