namespace Serinus.Providers.Acme;

/// <summary>Why a host has no new certificate, as it outlives the program: authorities count failures whether or not it was started anew between them.</summary>
/// <param name="Authority">The authority's directory.</param>
/// <param name="NextTry">When it is asked again.</param>
/// <param name="Failures">Failures in a row.</param>
/// <param name="Message">What was wrong, for an operator.</param>
/// <param name="Cure">What to do about it.</param>
internal sealed record KeptFailure(string Authority, DateTimeOffset NextTry, int Failures, string Message, string Cure);
