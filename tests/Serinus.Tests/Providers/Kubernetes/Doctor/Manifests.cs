using System.Collections.Immutable;
using Serinus.Providers.Kubernetes.Doctor;

namespace Serinus.Tests.Providers.Kubernetes.Doctor;

/// <summary>Short ways to examine text in tests.</summary>
internal static class Manifests
{
    public static ImmutableArray<Finding> Findings(string text) =>
        ManifestDoctor.ExamineFiles(["-"], new StringReader(text));
}
