using Serinus.Admin;

namespace Serinus.Commands;

/// <summary>What <c>serinus check -o json</c> says.</summary>
/// <param name="Ok">Whether there are no errors.</param>
/// <param name="Errors">Problems that keep something out of service.</param>
/// <param name="Warnings">Problems that do not.</param>
/// <param name="Listeners">Listeners that would be served.</param>
/// <param name="Routes">Routes that would be served.</param>
/// <param name="Services">Services that would be known.</param>
/// <param name="Rollouts">Rollouts that would be carried out.</param>
/// <param name="Problems">The problems.</param>
internal sealed record CheckAnswer(
    bool Ok,
    int Errors,
    int Warnings,
    int Listeners,
    int Routes,
    int Services,
    int Rollouts,
    IReadOnlyList<ProblemAnswer> Problems
);
