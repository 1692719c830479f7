using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Serinus.Testbed;

namespace Serinus.Soak.Clients;

/// <summary>What a client works with, and the loop all clients share: one piece of traffic after another at a bounded rate, each put down as done or lost.</summary>
internal sealed class Traffic(Site site, Tally tally, CancellationToken stop)
{
    public Site Site { get; } = site;

    public Tally Tally { get; } = tally;

    public CancellationToken Stop { get; } = stop;

    /// <summary>Goes on until the end is told, and never cuts a piece of traffic that is under way.</summary>
    public async Task RepeatAsync(string kind, TimeSpan pause, Func<Task> piece)
    {
        while (!Stop.IsCancellationRequested)
        {
            try
            {
                await piece();
            }
            catch (Exception trouble)
                when (trouble
                        is IOException
                            or HttpRequestException
                            or System.Net.Sockets.SocketException
                            or System.Net.WebSockets.WebSocketException
                            or System.Security.Authentication.AuthenticationException
                            or InvalidDataException
                            or OperationCanceledException
                )
            {
                Tally.Missed(kind, Words(trouble));
            }

            await Task.Delay(pause, Stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>How clients check the certificate of the edge: it must be vouched for and for the host.</summary>
    public SslClientAuthenticationOptions Trust(string host)
    {
        var trust = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        trust.CustomTrustStore.ImportFromPem(Site.AuthorityPem);
        return new SslClientAuthenticationOptions { TargetHost = host, CertificateChainPolicy = trust };
    }

    /// <summary>Puts down an answer, which names the backend that gave it.</summary>
    public void Answered(string kind, string host, RawResponse response)
    {
        if (response.Status == 200)
        {
            Tally.Well(kind);
            Tally.Answered(host, response.Text);
        }
        else
        {
            Tally.Missed(kind, $"{host}: {response.Status} {response.Text.Trim()}");
        }
    }

    private static string Words(Exception trouble) =>
        trouble.InnerException is { } inner ? $"{trouble.Message} {Words(inner)}" : trouble.Message;
}
