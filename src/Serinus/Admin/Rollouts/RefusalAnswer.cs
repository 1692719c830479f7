namespace Serinus.Admin.Rollouts;

/// <summary>Why a request was not carried out.</summary>
/// <param name="Error">What, and the cure.</param>
public sealed record RefusalAnswer(string Error);
