using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Serinus.Proxy.Tls;

/// <summary>Says in one line why a certificate was refused, so that whoever reads it knows which side to mend.</summary>
internal static class CertificateFault
{
    private const int NamesShown = 5;

    /// <summary>Describes the first thing wrong, the one that explains the others.</summary>
    public static string Of(X509Certificate2? certificate, X509Chain? chain, SslPolicyErrors errors, string wanted)
    {
        if (certificate is null)
            return "showed no certificate";
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
            return $"showed a certificate for {Names(certificate)}, not {wanted}";
        foreach (var status in chain?.ChainStatus ?? [])
        {
            switch (status.Status)
            {
                case X509ChainStatusFlags.NotTimeValid:
                    return OfTime(chain!);
                case X509ChainStatusFlags.UntrustedRoot:
                case X509ChainStatusFlags.PartialChain:
                    return $"showed a certificate that nobody trusted vouches for (issuer {certificate.Issuer})";
            }
        }

        var why = chain?.ChainStatus.FirstOrDefault().StatusInformation;
        return $"showed a certificate that is not valid: {(string.IsNullOrWhiteSpace(why) ? errors.ToString() : why.Trim())}";
    }

    private static string OfTime(X509Chain chain)
    {
        var now = DateTime.Now;
        foreach (var element in chain.ChainElements)
        {
            var each = element.Certificate;
            if (now > each.NotAfter)
                return $"showed a certificate that expired on {Day(each.NotAfter)} ({each.Subject})";
            if (now < each.NotBefore)
                return $"showed a certificate that is not valid before {Day(each.NotBefore)} ({each.Subject})";
        }

        return "showed a certificate that is not valid at this time";
    }

    private static string Day(DateTime time) =>
        time.ToUniversalTime().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Names(X509Certificate2 certificate)
    {
        var names = certificate
            .Extensions.OfType<X509SubjectAlternativeNameExtension>()
            .SelectMany(each =>
                each.EnumerateDnsNames().Concat(each.EnumerateIPAddresses().Select(address => address.ToString()))
            )
            .ToArray();
        if (names.Length == 0)
            return certificate.Subject.Length == 0 ? "no name" : certificate.Subject;
        var more = names.Length > NamesShown ? $" and {names.Length - NamesShown} more" : "";
        return string.Join(", ", names.Take(NamesShown)) + more;
    }
}
