namespace Serinus.Admin;

/// <summary>A listener.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Address">The address asked for.</param>
/// <param name="Bound">The address it is open on; null when it could not be opened.</param>
public sealed record ListenerAnswer(string Name, string Address, string? Bound);
