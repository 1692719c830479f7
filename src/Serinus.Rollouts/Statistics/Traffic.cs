namespace Serinus.Rollouts.Statistics;

/// <summary>What traffic is expected while a step waits, for estimates of how long it will.</summary>
/// <param name="RequestsPerSecond">Requests of both arms, 0 or more.</param>
/// <param name="CanaryShare">The canary's part of them, from 0 to 1.</param>
public readonly record struct Traffic(double RequestsPerSecond, double CanaryShare);
