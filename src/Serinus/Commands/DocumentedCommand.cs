using System.CommandLine;

namespace Serinus.Commands;

/// <summary>A command whose help says more than one sentence, and ends with examples.</summary>
internal sealed class DocumentedCommand(string name, string description, string details, string examples)
    : Command(name, description)
{
    /// <summary>What else there is to know; may be empty.</summary>
    public string Details { get; } = details;

    /// <summary>One example a line.</summary>
    public string Examples { get; } = examples;
}
