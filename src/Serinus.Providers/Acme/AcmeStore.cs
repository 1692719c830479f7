using System.Text.Json;
using Serinus.Providers.Certificates;

namespace Serinus.Providers.Acme;

/// <summary>Account and certificates on the disk, each in one file that is replaced whole.</summary>
/// <param name="stateFolder">The state folder; made when something is written first.</param>
internal sealed class AcmeStore(string stateFolder)
{
    private const string AuthorityField = "Authority: ";
    private readonly string folder = Path.Combine(stateFolder, "acme");

    /// <summary>The account's key; a new one is kept before anybody sees it.</summary>
    /// <exception cref="AcmeException">It cannot be kept.</exception>
    public AccountKey Account() =>
        Try(() =>
        {
            var path = Path.Combine(folder, "account.key");
            if (File.Exists(path))
                return AccountKey.Of(File.ReadAllText(path)) ?? throw new IOException($"{path} holds no account key");
            PrivateFile.MakeFolder(folder);
            var made = AccountKey.Make();
            PrivateFile.Write(path, made.Pem);
            return made;
        });

    /// <summary>The certificate kept for a host, and the authority it is from; null when there is none that can be used.</summary>
    public (PemPair Pair, string Authority)? Load(string host)
    {
        try
        {
            var text = File.ReadAllText(PathOf(host));
            var first = text.Split('\n', 2)[0];
            var authority = first.StartsWith(AuthorityField, StringComparison.Ordinal)
                ? first[AuthorityField.Length..]
                : "";
            var chain = text.IndexOf("-----BEGIN CERTIFICATE-----", StringComparison.Ordinal);
            var key = text.IndexOf("-----BEGIN ", StringComparison.Ordinal);
            return chain < 0 ? null : (new PemPair(text[chain..], text[key..chain]), authority);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null; // Not there yet, or not for us: then it is asked for, and keeping it says what is wrong.
        }
    }

    /// <summary>Shows that a certificate could be kept, before one is asked for.</summary>
    /// <exception cref="AcmeException">It could not.</exception>
    public void Prepare(string host) =>
        Try(() =>
        {
            PrivateFile.MakeFolder(Path.GetDirectoryName(PathOf(host))!);
            var probe = PathOf(host) + ".probe";
            PrivateFile.Write(probe, "");
            File.Delete(probe);
            return true;
        });

    /// <summary>Keeps chain and key in one file, so that they always belong together.</summary>
    /// <exception cref="AcmeException">They cannot be kept.</exception>
    public void Save(string host, string authority, PemPair pair) =>
        Try(() =>
        {
            PrivateFile.Write(PathOf(host), $"{AuthorityField}{authority}\n{pair.Key}{pair.Chain}");
            return true;
        });

    /// <summary>The failure kept for a host; null when there is none, or none that can be read.</summary>
    public KeptFailure? LoadFailure(string host)
    {
        try
        {
            return JsonSerializer.Deserialize<KeptFailure>(File.ReadAllText(FailureOf(host)));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or JsonException)
        {
            return null; // Not there, or not ours: then it is asked for at once, as it is for a new host.
        }
    }

    /// <summary>Keeps a failure.</summary>
    /// <exception cref="AcmeException">It cannot be kept.</exception>
    public void SaveFailure(string host, KeptFailure failure) =>
        Try(() =>
        {
            PrivateFile.MakeFolder(Path.GetDirectoryName(FailureOf(host))!);
            PrivateFile.Write(FailureOf(host), JsonSerializer.Serialize(failure) + "\n");
            return true;
        });

    /// <summary>Forgets the failure of a host, whose certificate came.</summary>
    /// <exception cref="AcmeException">It cannot be forgotten.</exception>
    public void ForgetFailure(string host) =>
        Try(() =>
        {
            File.Delete(FailureOf(host));
            return true;
        });

    private string FailureOf(string host) => Path.Combine(folder, host, "failure.json");

    private string PathOf(string host) => Path.Combine(folder, host, "certificate.pem");

    private T Try<T>(Func<T> write)
    {
        try
        {
            return write();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new AcmeException(
                new AcmeTrouble(
                    $"state folder {folder} cannot be used: {failure.Message}",
                    "make stateFolder a folder the user that runs Serinus may write to"
                ),
                failure
            );
        }
    }
}
