namespace Serinus.Proxy.Transport;

/// <summary>The result of a read or a write: expected trouble is a value, not an exception.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="Bytes">Bytes moved; 0 unless <see cref="TransferStatus.Done"/>.</param>
public readonly record struct Transfer(TransferStatus Status, int Bytes)
{
    /// <summary>Whether it did what was asked.</summary>
    public bool IsDone => Status == TransferStatus.Done;

    public static Transfer Done(int bytes) => new(TransferStatus.Done, bytes);

    public static Transfer Failed(TransferStatus status) => new(status, 0);
}
