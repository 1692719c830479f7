using Serinus.Admin.Rollouts;

namespace Serinus.Commands.Demo;

/// <summary>What the demo shows at one moment.</summary>
/// <param name="Rollout">The rollout, as its API tells it.</param>
/// <param name="Clients">What the clients saw in the last second.</param>
/// <param name="Requests">What they asked for since the rollout began.</param>
/// <param name="Failures">How much of that failed.</param>
internal sealed record DemoView(RolloutAnswer Rollout, TrafficCount Clients, long Requests, long Failures);
