namespace Serinus.Orders;

/// <summary>Why an edge takes a canary out by itself.</summary>
public enum GuardReason
{
    /// <summary>None of its endpoints can be used.</summary>
    NoEndpoint,

    /// <summary>It hardly works at all.</summary>
    FastFail,
}
