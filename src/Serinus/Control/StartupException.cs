namespace Serinus.Control;

/// <summary>The program cannot start, for a reason outside it. The message is written for the operator and is all that is shown.</summary>
public sealed class StartupException : Exception
{
    public StartupException(string message)
        : base(message) { }

    public StartupException(string message, Exception innerException)
        : base(message, innerException) { }

    public StartupException() { }
}
