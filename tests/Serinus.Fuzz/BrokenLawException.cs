namespace Serinus.Fuzz;

/// <summary>A parser did what it must never do.</summary>
public sealed class BrokenLawException(string message) : Exception(message);
