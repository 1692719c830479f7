namespace Serinus.Routing.Split;

/// <summary>A backend, and why.</summary>
/// <param name="Backend">Index of the backend in its route; -1 when every backend has weight 0.</param>
/// <param name="Reason">Why it was chosen.</param>
/// <param name="Bucket">The user's bucket when a signed cookie is to be set with the response; -1 when none is.</param>
public readonly record struct Choice(int Backend, ChoiceReason Reason, int Bucket = -1);
