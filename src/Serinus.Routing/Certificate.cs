using System.Collections.Immutable;
using Serinus.Routing.Config;

namespace Serinus.Routing;

/// <summary>A certificate that may be served. Whether chain and key fit was checked by the provider that read them.</summary>
public sealed class Certificate
{
    /// <summary>Index in <see cref="Snapshot.Certificates"/>.</summary>
    public required int Index { get; init; }

    /// <summary>Name, as messages show it.</summary>
    public required string Name { get; init; }

    /// <summary>What was asked for.</summary>
    public required CertificateConfig Config { get; init; }

    /// <summary>What is probably not meant, told again with every snapshot that takes the certificate over.</summary>
    internal ImmutableArray<Problem> Warnings { get; init; } = [];
}
