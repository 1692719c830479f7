using System.Text.Json;

namespace Serinus.Testbed.Kubernetes;

/// <summary>A workload whose controller and pods are played.</summary>
/// <param name="Kind">Its plural, such as <c>deployments</c>.</param>
/// <param name="Name">Its name.</param>
internal sealed record PlayedWorkload(string Kind, string Name)
{
    /// <summary>Pods that run, the oldest first.</summary>
    public List<PlayedPod> Pods { get; } = [];

    /// <summary>What was last written to its status.</summary>
    public string Status { get; set; } = "";

    public JsonElement Object { get; set; }
}
