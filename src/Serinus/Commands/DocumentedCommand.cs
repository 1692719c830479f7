using System.CommandLine;

namespace Serinus.Commands;

/// <summary>A command whose help ends with examples.</summary>
internal sealed class DocumentedCommand(string name, string description, string examples) : Command(name, description)
{
    /// <summary>One example a line.</summary>
    public string Examples { get; } = examples;
}
