namespace Serinus.Fuzz;

/// <summary>Something that reads what strangers wrote, and the laws it keeps whatever they wrote.</summary>
public abstract class Target : IDisposable
{
    /// <summary>Name on the command line, and of the folder of its corpus.</summary>
    public abstract string Name { get; }

    /// <summary>Words that mean something to it: chance alone would seldom write them.</summary>
    public abstract IReadOnlyList<string> Words { get; }

    /// <summary>Reads <paramref name="input"/>; any exception is a finding, a broken law is a <see cref="BrokenLawException"/>.</summary>
    public abstract void Check(byte[] input);

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing) { }
}
