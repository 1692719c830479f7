namespace Serinus.Admin;

/// <summary>A service.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Balance">How an endpoint is picked.</param>
/// <param name="Endpoints">Its endpoints.</param>
public sealed record ServiceAnswer(string Name, string Balance, IReadOnlyList<EndpointAnswer> Endpoints);
