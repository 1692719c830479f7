namespace Serinus.Commands.Demo;

/// <summary>What the demo shows of one backend.</summary>
/// <param name="Name">Its name.</param>
/// <param name="WantedShare">Its share by weight, 0 to 1.</param>
/// <param name="ObservedShare">Its share of the requests since the weights last changed, 0 to 1.</param>
/// <param name="Chosen">Requests it was chosen for since the weights last changed.</param>
/// <param name="Traffic">What the client saw in the last second.</param>
internal sealed record BackendView(
    string Name,
    double WantedShare,
    double ObservedShare,
    long Chosen,
    TrafficCount Traffic
)
{
    /// <summary>How many requests it is off what it should have got.</summary>
    public double Off(long all) => Math.Abs(Chosen - WantedShare * all);
}
