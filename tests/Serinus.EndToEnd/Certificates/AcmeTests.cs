using System.Text.RegularExpressions;
using Serinus.Testbed;

namespace Serinus.EndToEnd.Certificates;

/// <summary>A certificate comes from an authority that really looks whether the host is ours.</summary>
public sealed class AcmeTests
{
    /// <summary>What the authority says when the client has come so far: account, order, challenge, request for the certificate, its answer.</summary>
    private static readonly string[] Moments =
    [
        "POST /sign-me-up",
        "POST /order-plz",
        "POST /chalZ/",
        "POST /finalize-order/",
        "POST /certZ/",
    ];

    [Theory]
    [InlineData("http01")]
    [InlineData("tlsAlpn01")]
    public async Task A_certificate_is_proven_given_and_served(string challenge)
    {
        await using var site = await AcmeSite.StartAsync(challenge);
        await using var edge = site.StartEdge();
        await Readiness.UntilAsync(
            site.IsServedAsync,
            AcmeSite.Patience,
            () => $"{site.Trouble}\n{edge.Output}{site.Said}"
        );

        Assert.True(site.Shown!.MatchesHostname(AcmeSite.Host));
        Assert.Contains("Pebble", site.Shown.Issuer, StringComparison.Ordinal);
        Assert.True(File.Exists(site.Kept($"{AcmeSite.Host}/certificate.pem")));

        using var admin = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{site.AdminPort}") };
        var told = (await admin.GetStringAsync("/api/v1/certificates"))
            .ReplaceLineEndings("")
            .Replace(" ", "", StringComparison.Ordinal);
        Assert.Contains($"\"hosts\":[\"{AcmeSite.Host}\"]", told, StringComparison.Ordinal);
        Assert.Contains("\"source\":\"acme\"", told, StringComparison.Ordinal);
        Assert.DoesNotContain("PRIVATE", told, StringComparison.Ordinal);
        var ends = new DateTimeOffset(site.Shown.NotAfter).ToUnixTimeSeconds();
        Assert.Contains(
            $"serinus_certificate_not_after_seconds{{certificate=\"acme/{AcmeSite.Host}\"}} {ends}",
            await admin.GetStringAsync("/metrics"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task The_program_may_be_killed_at_any_moment_of_a_first_certificate_and_of_a_renewal()
    {
        await using var site = await AcmeSite.StartAsync("http01");
        foreach (var moment in Moments)
            await KillAtAsync(site, moment, isServed: false);
        await FinishAsync(site);
        var first = site.Shown!.SerialNumber;

        foreach (var moment in Moments[1..])
        {
            AgeKept(site);
            await KillAtAsync(site, moment, isServed: true);
        }

        AgeKept(site);
        await FinishAsync(site, not: first);
        var accounts = Regex.Matches(site.Said, "There are now ([0-9]+) accounts").Select(said => said.Groups[1].Value);
        Assert.Equal(["1"], accounts.Distinct());
        foreach (var file in new[] { "account.key", $"{AcmeSite.Host}/certificate.pem" })
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(site.Kept(file)));
    }

    /// <summary>Kills the program without a word as soon as the authority has heard something of it. What was served is served until then.</summary>
    private static async Task KillAtAsync(AcmeSite site, string moment, bool isServed)
    {
        var before = Count(site, moment);
        await using var edge = site.StartEdge();
        if (isServed)
            await Readiness.UntilAsync(
                site.IsServedAsync,
                AcmeSite.Patience,
                () => $"{site.Trouble}\n{edge.Output}{site.Said}"
            );
        await Readiness.UntilAsync(
            async () => Count(site, moment) > before || !isServed && await site.IsServedAsync(),
            AcmeSite.Patience,
            () => $"no '{moment}':\n{edge.Output}{site.Said}"
        );
        edge.Signal(Signal.Kill);
        await edge.WaitForExitAsync(AcmeSite.Patience);
    }

    private static async Task FinishAsync(AcmeSite site, string? not = null)
    {
        await using var edge = site.StartEdge();
        await Readiness.UntilAsync(
            async () => await site.IsServedAsync() && site.Shown!.SerialNumber != not,
            AcmeSite.Patience,
            () => $"{site.Trouble}\n{edge.Output}{site.Said}"
        );
        Assert.DoesNotContain("cannot be served", edge.Output, StringComparison.Ordinal);
    }

    /// <summary>Lets the certificate that is kept come from another authority, so that a new one is asked for at once.</summary>
    private static void AgeKept(AcmeSite site)
    {
        var path = site.Kept($"{AcmeSite.Host}/certificate.pem");
        var text = File.ReadAllText(path);
        File.WriteAllText(path, "Authority: another" + text[text.IndexOf('\n', StringComparison.Ordinal)..]);
    }

    private static int Count(AcmeSite site, string said) => site.Said.Split(said).Length - 1;
}
