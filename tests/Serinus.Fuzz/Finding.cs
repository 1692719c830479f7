namespace Serinus.Fuzz;

/// <summary>An input that broke something.</summary>
/// <param name="Target">Whose law.</param>
/// <param name="Input">The input, shortened.</param>
/// <param name="Trouble">What happened.</param>
public sealed record Finding(string Target, byte[] Input, Exception Trouble);
