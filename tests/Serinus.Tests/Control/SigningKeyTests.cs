using Serinus.Control;
using Serinus.Routing.Config;

namespace Serinus.Tests.Control;

public sealed class SigningKeyTests : IDisposable
{
    private readonly string path = Path.GetTempFileName();

    public void Dispose() => File.Delete(path);

    [Fact]
    public void Without_a_file_every_process_has_a_key_of_its_own()
    {
        var key = SigningKey.Load(new EdgeConfig());

        Assert.Equal(SigningKey.BytesMin, key.Length);
        Assert.NotEqual(key.ToArray(), SigningKey.Load(new EdgeConfig()).ToArray());
    }

    [Fact]
    public void The_key_is_what_the_file_holds()
    {
        var bytes = Enumerable.Range(0, 40).Select(i => (byte)i).ToArray();
        File.WriteAllBytes(path, bytes);

        Assert.Equal(bytes, SigningKey.Load(new EdgeConfig { SigningKeyFile = path }).ToArray());
    }

    [Fact]
    public void A_short_key_is_refused_with_the_cure()
    {
        File.WriteAllBytes(path, new byte[16]);

        var refusal = Assert.Throws<StartupException>(() => SigningKey.Load(new EdgeConfig { SigningKeyFile = path }));

        Assert.Equal(
            $"signing key file {path} has 16 bytes, 32 are needed; make one with: head -c 32 /dev/urandom > {path}",
            refusal.Message
        );
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        var refusal = Assert.Throws<StartupException>(() =>
            SigningKey.Load(new EdgeConfig { SigningKeyFile = path + ".absent" })
        );

        Assert.StartsWith(
            $"signing key file {path}.absent cannot be read: ",
            refusal.Message,
            StringComparison.Ordinal
        );
    }
}
