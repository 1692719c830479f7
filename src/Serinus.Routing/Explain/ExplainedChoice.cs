using Serinus.Routing.Split;

namespace Serinus.Routing.Explain;

/// <summary>How a backend is chosen.</summary>
/// <param name="Reason">What decides.</param>
/// <param name="Backend">Name of the backend; null when its turn by weight decides, or none has a weight.</param>
/// <param name="Text">The same in words.</param>
public sealed record ExplainedChoice(ChoiceReason Reason, string? Backend, string Text);
