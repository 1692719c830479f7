namespace Serinus.Admin;

/// <summary>Everything that is wrong now.</summary>
/// <param name="Problems">The problems; empty when all is well.</param>
public sealed record ProblemsAnswer(IReadOnlyList<ProblemAnswer> Problems);
