namespace Serinus.Testbed.Kubernetes;

/// <summary>A pod that is played.</summary>
/// <param name="Server">What answers for it.</param>
/// <param name="Template">The pod template it was made by.</param>
/// <param name="Image">Image of its first container.</param>
/// <param name="Labels">Its labels.</param>
public sealed record PlayedPod(Pod Server, string Template, string Image, IReadOnlyDictionary<string, string> Labels)
{
    /// <summary>Whether it takes requests.</summary>
    public bool IsReady { get; set; } = true;
}
