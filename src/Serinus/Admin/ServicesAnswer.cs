namespace Serinus.Admin;

/// <summary>The services known now, in their order.</summary>
/// <param name="Generation">The snapshot they are of.</param>
/// <param name="Services">The services.</param>
public sealed record ServicesAnswer(long Generation, IReadOnlyList<ServiceAnswer> Services);
