namespace Serinus.Commands.Rollouts;

/// <summary>Rollouts cannot be seen or acted on. The message is written for whoever typed the command, and is all that is shown.</summary>
internal sealed class SourceException : Exception
{
    public SourceException(string message)
        : base(message) { }

    public SourceException(string message, Exception innerException)
        : base(message, innerException) { }

    public SourceException() { }

    /// <summary>Whether trying again soon may help: nobody answered, or not yet.</summary>
    public bool IsPassing { get; init; }
}
