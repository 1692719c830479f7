using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Serinus.Providers.Kubernetes.Workloads;

namespace Serinus.Providers.Kubernetes.Rollouts;

/// <summary>A version of a workload: its pod template, and what the configuration it uses holds.</summary>
/// <param name="Template">Hash of the pod template.</param>
/// <param name="Configs">Hash of the configuration; empty when it uses none.</param>
internal sealed record Revision(string Template, string Configs)
{
    private const int HashDigits = 8;

    /// <summary>The version of a workload now.</summary>
    /// <param name="workload">The workload.</param>
    /// <param name="hashes">Hashes of the configuration it uses.</param>
    public static Revision Of(WorkloadObject workload, ImmutableSortedDictionary<string, string> hashes)
    {
        if (hashes.IsEmpty)
            return new Revision(workload.TemplateHash, "");
        var text = string.Join('\n', hashes.Select(pair => $"{pair.Key}={pair.Value}"));
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..HashDigits];
        return new Revision(workload.TemplateHash, hash);
    }

    /// <summary>As states, annotations and people name it.</summary>
    public override string ToString() => Configs.Length == 0 ? Template : $"{Template}-{Configs}";
}
