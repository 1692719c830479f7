namespace Serinus.Proxy.Pipeline;

/// <summary>How sending a request's body ended.</summary>
internal enum PumpEnd
{
    /// <summary>It has not.</summary>
    Running,

    /// <summary>All of it was sent.</summary>
    Whole,

    /// <summary>It was called off, because the response is over.</summary>
    Stopped,

    /// <summary>The client sent something invalid, too much, or too slowly.</summary>
    BadRequest,

    /// <summary>The client left.</summary>
    ClientGone,

    /// <summary>The upstream takes no more; it may have answered already.</summary>
    UpstreamGone,
}
