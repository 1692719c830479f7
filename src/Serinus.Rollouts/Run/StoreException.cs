namespace Serinus.Rollouts.Run;

/// <summary>A store cannot be read or written now; what is served stays.</summary>
public sealed class StoreException : Exception
{
    /// <summary>Makes one without words.</summary>
    public StoreException() { }

    /// <summary>Makes one.</summary>
    /// <param name="message">What, where and what to do.</param>
    public StoreException(string message)
        : base(message) { }

    /// <summary>Makes one with its cause.</summary>
    /// <param name="message">What, where and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public StoreException(string message, Exception innerException)
        : base(message, innerException) { }
}
