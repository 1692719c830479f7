using Serinus.Routing.Config;

namespace Serinus.Routing.Compile;

/// <summary>Checks how edges work together.</summary>
internal static class FleetChecks
{
    private const int PeersMax = 1000;

    public static void Check(FleetConfig fleet, ObjectReport report)
    {
        if (fleet.Peers.Length > PeersMax)
            report.Error("fleet.peers", $"there are {fleet.Peers.Length} peers", $"use {PeersMax} at most");
        for (var i = 0; i < fleet.Peers.Length; i++)
        {
            var isAddress =
                Uri.TryCreate(fleet.Peers[i], UriKind.Absolute, out var address)
                && address.Scheme is "http" or "https"
                && address is { Query: "", Fragment: "", UserInfo: "" };
            if (!isAddress)
                report.Error(
                    $"fleet.peers[{i}]",
                    $"\"{ValueChecks.Printable(fleet.Peers[i])}\" is no address of an admin endpoint",
                    "write a URL such as http://10.0.0.2:8080"
                );
        }

        if (!fleet.Peers.IsEmpty && fleet.TokenFile is null)
            report.Error(
                "fleet.tokenFile",
                "peers take orders from nobody without a token",
                "name a file with a token, the same on every edge"
            );
        ValueChecks.PositiveDuration(report, "fleet.peerTime", fleet.PeerTime);
        ValueChecks.PositiveDuration(report, "fleet.goneTime", fleet.GoneTime);
    }
}
