using System.Collections.Immutable;

namespace Serinus.Providers.Certificates;

/// <summary>What a chain and a private key turned out to be.</summary>
internal sealed record PairReading
{
    /// <summary>Names the certificate is for, in lower case; addresses as text.</summary>
    public ImmutableArray<string> Hosts { get; init; } = [];

    /// <summary>When it begins to be valid.</summary>
    public DateTimeOffset Begins { get; init; }

    /// <summary>When it ends.</summary>
    public DateTimeOffset Ends { get; init; }

    /// <summary>Why the pair cannot be served; null when it can.</summary>
    public PairTrouble? Trouble { get; init; }

    /// <summary>What is probably not meant, though it can be served.</summary>
    public ImmutableArray<PairTrouble> Warnings { get; init; } = [];

    public static PairReading Broken(bool isKey, string message, string cure) =>
        new() { Trouble = new PairTrouble(isKey, message, cure) };
}

/// <summary>What is wrong with one half of a pair.</summary>
/// <param name="IsKey">Whether it is the key that is wrong, or the chain.</param>
/// <param name="Message">What is wrong; follows the name of the half.</param>
/// <param name="Cure">What to do about it.</param>
internal sealed record PairTrouble(bool IsKey, string Message, string Cure);
