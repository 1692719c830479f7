using System.Text.Json;
using System.Text.Json.Nodes;
using Serinus.Providers.Kubernetes.Api;
using Serinus.Tests.Providers.Kubernetes.Api;

namespace Serinus.Tests.Providers.Kubernetes.Status;

/// <summary>An API server with one Lease, which takes a change only of whoever has read it last.</summary>
internal sealed class LeasedApi
{
    private JsonObject? lease;
    private int version;

    public LeasedApi() => Api = new FakeApi { Answer = Answer };

    public FakeApi Api { get; }

    /// <summary>Whether it refuses to answer.</summary>
    public bool IsDown { get; set; }

    public string? Holder => lease?["spec"]?["holderIdentity"]?.GetValue<string>();

    private (string? Json, ApiFailure? Failure) Answer(ApiRequest request)
    {
        if (IsDown)
            return (null, new ApiFailure(FailureKind.Unreachable, "no answer"));
        if (request.Method == HttpMethod.Get)
            return lease is null ? (null, ApiFailure.Of(404, "not found")) : (lease.ToJsonString(), null);
        var sent = JsonNode.Parse(request.Body)!.AsObject();
        var known = sent["metadata"]!["resourceVersion"]!.GetValue<string>();
        if (lease is not null && known != $"{version}")
            return (null, ApiFailure.Of(409, "changed meanwhile"));
        version++;
        sent["metadata"]!["resourceVersion"] = $"{version}";
        lease = sent;
        return (JsonSerializer.Serialize(lease), null);
    }
}
