namespace Serinus.Routing.Match;

/// <summary>One header field of a head: where name and value stand in the head's bytes, white space around the value left out.</summary>
/// <param name="Known">Which well-known field it is, or <see cref="KnownHeader.Other"/>.</param>
/// <param name="Name">The name as received.</param>
/// <param name="Value">The value as received.</param>
public readonly record struct HeaderField(KnownHeader Known, Slice Name, Slice Value);
