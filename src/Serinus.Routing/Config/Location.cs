namespace Serinus.Routing.Config;

/// <summary>A place in a source a person can open.</summary>
/// <param name="Source">File path, or the provider's name of the object.</param>
/// <param name="Line">Line, from 1; 0 when unknown.</param>
/// <param name="Column">Column, from 1; 0 when unknown.</param>
public readonly record struct Location(string Source, int Line, int Column)
{
    /// <summary><c>source:line:column</c>, as compilers write it and editors open it.</summary>
    public override string ToString() => Line == 0 ? Source : $"{Source}:{Line}:{Column}";
}
