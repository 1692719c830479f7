namespace Serinus.Routing.Split;

/// <summary>A compiled <see cref="Config.ForceConfig"/>.</summary>
public sealed class Force { }
