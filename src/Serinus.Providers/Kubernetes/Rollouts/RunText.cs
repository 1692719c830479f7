using System.Globalization;
using System.Text.Json.Nodes;
using Serinus.Providers.Kubernetes.Canaries;
using Serinus.Providers.Kubernetes.Endpoints;
using Serinus.Rollouts.Plan;

namespace Serinus.Providers.Kubernetes.Rollouts;

/// <summary>What a CanaryRun says: a run that has ended, with its evidence. Pure.</summary>
internal static class RunText
{
    /// <summary>Label of what was made for a Canary: its name.</summary>
    public const string CanaryLabel = "serinus.dev/canary";

    private const int NameMax = 240;
    private const int LabelMax = 63;

    /// <summary>The object.</summary>
    public static JsonObject Of(CanaryObject canary, RunState state) =>
        WithoutNulls(
            new JsonObject
            {
                ["apiVersion"] = Resources.CustomResource.ApiVersion,
                ["kind"] = CustomResources.CanaryRun.Kind,
                ["metadata"] = new JsonObject
                {
                    ["name"] = string.Create(
                        CultureInfo.InvariantCulture,
                        $"{ShortName.Of(canary.Meta.Key.Name, NameMax).Replace('~', '-')}-{state.Run}"
                    ),
                    ["namespace"] = canary.Meta.Key.Namespace,
                    ["labels"] = new JsonObject { [CanaryLabel] = LabelOf(canary) },
                    ["ownerReferences"] = new JsonArray(Scene.OwnerOf(canary)),
                },
                ["spec"] = new JsonObject
                {
                    ["canary"] = canary.Meta.Key.Name,
                    ["run"] = state.Run,
                    ["revision"] = state.Revision,
                    ["stableRevision"] = StableOf(state),
                    ["snapshot"] = JsonNode.Parse(canary.Snapshot.GetRawText()),
                },
                ["status"] = new JsonObject
                {
                    ["result"] = state.Result.ToString(),
                    ["message"] = state.Reason,
                    ["startedAt"] = Time(state.StartedAt),
                    ["endedAt"] = Time(state.EndedAt),
                    ["failedChecks"] = state.FailedChecks,
                    ["timeline"] = new JsonArray([.. state.Timeline.Select(Entry)]),
                    ["metrics"] = new JsonArray([.. state.Metrics.Select(metric => Metric(metric.Key, metric.Value))]),
                    ["state"] = RunStateJson.WriteText(state),
                },
            }
        );

    /// <summary>Value of the label; names may be longer than labels.</summary>
    public static string LabelOf(CanaryObject canary) => ShortName.Of(canary.Meta.Key.Name, LabelMax).Replace('~', '-');

    // Once promoted, the version under test is the stable one; the one before is the next in line.
    private static string StableOf(RunState state) =>
        state.Result == RunResult.Promoted
            ? state.Promoted.FirstOrDefault(one => one != state.Revision) ?? ""
            : state.StableRevision;

    private static JsonObject Entry(TimelineEntry entry) =>
        new JsonObject
        {
            ["at"] = Time(entry.At),
            ["kind"] = entry.Kind.ToString(),
            ["text"] = entry.Text,
            ["actor"] = entry.Actor,
        };

    private static JsonObject Metric(string name, Serinus.Rollouts.Analysis.MetricState metric) =>
        new JsonObject
        {
            ["name"] = name,
            ["passed"] = metric.Passed,
            ["failed"] = metric.Failed,
            ["inconclusive"] = metric.Inconclusive,
            ["value"] = metric.Value is { } value && double.IsFinite(value) ? value : null,
            ["text"] = metric.Text,
        };

    /// <summary>An API server takes no null where a schema says nothing of it.</summary>
    private static JsonObject WithoutNulls(JsonObject map)
    {
        foreach (var (name, value) in map.ToArray())
        {
            // Some API servers take an empty text for null.
            if (
                value is null
                || (
                    value is JsonValue
                    && value.GetValueKind() == System.Text.Json.JsonValueKind.String
                    && (string?)value == ""
                )
            )
                map.Remove(name);
            else if (value is JsonObject inside && name != "snapshot")
                WithoutNulls(inside);
            else if (value is JsonArray list)
            {
                foreach (var item in list.OfType<JsonObject>())
                    WithoutNulls(item);
            }
        }

        return map;
    }

    private static string? Time(DateTimeOffset? at) =>
        at?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
}
