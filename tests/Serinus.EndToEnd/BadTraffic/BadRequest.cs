using Serinus.Testbed;

namespace Serinus.EndToEnd.BadTraffic;

/// <summary>A request that should not be, and what may come of it.</summary>
/// <param name="Name">What is wrong with it.</param>
/// <param name="Bytes">The bytes sent, Latin-1.</param>
public sealed record BadRequest(string Name, string Bytes)
{
    /// <summary>Statuses it may be refused with, the connection closed afterwards; empty when it must be served.</summary>
    public int[] Refusals { get; init; } = [400];

    /// <summary>Status when it is answered without being refused.</summary>
    public int ServedStatus { get; init; } = 200;

    /// <summary>What must hold of the one request that reaches the upstream when it is served; null when it must be refused.</summary>
    public Action<RecordedRequest>? Served { get; init; }

    /// <summary>Whether the head was good, so that the upstream may have seen the beginning of a request that never ends.</summary>
    public bool MayBegin { get; init; }

    /// <summary>Whether the connection may be closed without an answer.</summary>
    public bool MayCloseSilently { get; init; }

    /// <summary>A request that must be refused, with 400 unless other statuses are given.</summary>
    public static BadRequest Refused(string name, string bytes, params int[] refusals) =>
        new(name, bytes) { Refusals = refusals.Length == 0 ? [400] : refusals };

    /// <summary>A request whose body is wrong: by then its head may be on its way.</summary>
    public static BadRequest RefusedInBody(string name, string bytes) => new(name, bytes) { MayBegin = true };

    /// <summary>A request that is refused, or served so that <paramref name="served"/> holds.</summary>
    public static BadRequest RefusedOrServed(string name, string bytes, Action<RecordedRequest> served) =>
        new(name, bytes) { Served = served };

    /// <summary>A request that must be served so that <paramref name="served"/> holds.</summary>
    public static BadRequest MustServe(string name, string bytes, Action<RecordedRequest> served) =>
        new(name, bytes) { Refusals = [], Served = served };

    /// <summary>Whether it is bad only where no HTTP/2 is spoken.</summary>
    public bool OnHttp1Alone { get; init; }
}
