namespace Serinus.Admin;

/// <summary>A path condition.</summary>
/// <param name="Kind"><c>exact</c>, <c>prefix</c> or <c>regex</c>.</param>
/// <param name="Value">What is compared.</param>
public sealed record PathAnswer(string Kind, string Value);
