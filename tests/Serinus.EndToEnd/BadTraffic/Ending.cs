namespace Serinus.EndToEnd.BadTraffic;

/// <summary>What a client sees of a broken response.</summary>
public enum Ending
{
    /// <summary>502: nothing of it was passed on.</summary>
    BadGateway,

    /// <summary>Either 502, or a response that visibly breaks off: never one that looks complete.</summary>
    BrokenOff,

    /// <summary>The good part of it; the rest is dropped.</summary>
    Served,
}
