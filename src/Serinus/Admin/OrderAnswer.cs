namespace Serinus.Admin;

/// <summary>What became of an order.</summary>
/// <param name="Generation">Number of the order that is held now; 0 when none was looked at.</param>
/// <param name="Error">Why it was refused, and the cure; null when it was not.</param>
public sealed record OrderAnswer(long Generation, string? Error);
