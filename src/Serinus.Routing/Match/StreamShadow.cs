namespace Serinus.Routing.Match;

/// <summary>A route that takes nothing for a host on a listener, because another takes the same and comes first.</summary>
/// <param name="Route">The route.</param>
/// <param name="By">The route that comes first.</param>
/// <param name="Host">The host; empty for connections without a name of their own.</param>
/// <param name="Listener">The listener.</param>
internal readonly record struct StreamShadow(StreamRoute Route, StreamRoute By, string Host, Listener Listener);
