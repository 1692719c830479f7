using System.Diagnostics;
using System.Text;
using CsCheck;

namespace Serinus.Tests.Providers.Files;

/// <summary>Whatever stands in a file, reading it ends soon, and in problems rather than exceptions.</summary>
public sealed class AnyTextTests
{
    /// <summary>Reading that takes time with the square of the length takes longer than this on any machine, and what is sound takes far less on a busy one.</summary>
    private static readonly TimeSpan Hang = TimeSpan.FromSeconds(60);

    private const string Yaml = """
        # comment
        listeners: [{ name: web, address: ":8000" }]
        routes:
          - name: myapp
            hosts: [myapp.example.com, "*.b"]
            path: { prefix: / }
            timeouts: &t { total: 2m }
            headers: { X-A: 'a''b', X-B: "b\n" }
            backends:
              - { service: myapp, weight: 90 }
              - service: myapp-canary
                weight: 39.3%
          - { name: b, timeouts: *t, filters: [{ respond: { body: |- } }] }
        ---
        services:
        - name: myapp
          health: { status: 200-399 }
        """;

    private const string Toml = """"
        loops = 1
        [admin]
        address = "127.0.0.1:8080"
        [[routes]]
        name = "web" # comment
        path = { prefix = '/' }
        timeouts.total = "5s"
        created = 2026-01-31T08:00:00Z
        body = [[1, 2.5], [], { a.b = """x
        """ }]
        [[routes.backends]]
        service = "s"
        weight = 1_000.5
        """";

    private static readonly string[] pieces =
    [
        "\n",
        " ",
        "  ",
        "\t",
        ":",
        ": ",
        "-",
        "- ",
        "[",
        "]",
        "{",
        "}",
        ",",
        "\"",
        "'",
        "#",
        "&a ",
        "*a",
        "!t ",
        "|",
        ">",
        "%",
        "@",
        "`",
        "?",
        "? ",
        "---\n",
        "...\n",
        "=",
        "[[",
        "]]",
        "\"\"\"",
        "'''",
        "\\",
        "0",
        "1e9",
        "null",
        "routes",
        "name",
        ".",
        "\r",
        "\u0085",
        "\u2028",
        "\uFEFF",
        "é",
        "<<: ",
    ];

    private static readonly Gen<string> anyPiece = Gen.Int[0, pieces.Length - 1].Select(i => pieces[i]);

    [Theory]
    [InlineData("a.yaml", Yaml)]
    [InlineData("a.toml", Toml)]
    public void Every_beginning_of_a_file_ends_in_problems(string path, string text)
    {
        for (var length = 0; length <= text.Length; length++)
            Read(path, text[..length]);
    }

    [Theory]
    [InlineData("a.yaml", Yaml)]
    [InlineData("a.toml", Toml)]
    public void A_file_with_anything_put_in_taken_out_or_doubled_ends_in_problems(string path, string text)
    {
        var edit = Gen.Select(Gen.Int[0, text.Length], Gen.Int[0, 12], anyPiece, Gen.Int[0, 2]);
        edit.Array[1, 6]
            .Sample(
                edits =>
                {
                    var changed = text;
                    foreach (var (at, length, piece, kind) in edits)
                    {
                        var start = Math.Min(at, changed.Length);
                        var part = changed.Substring(start, Math.Min(length, changed.Length - start));
                        changed = kind switch
                        {
                            0 => changed.Insert(start, piece),
                            1 => changed.Remove(start, part.Length),
                            _ => changed.Insert(start, part),
                        };
                    }

                    Read(path, changed);
                },
                iter: 3000
            );
    }

    [Theory]
    [InlineData("a.yaml")]
    [InlineData("a.toml")]
    public void Any_pieces_in_any_order_end_in_problems(string path)
    {
        anyPiece.Array[0, 40].Sample(text => Read(path, string.Concat(text)), iter: 3000);
    }

    [Theory]
    [InlineData("a.yaml")]
    [InlineData("a.toml")]
    public void Any_bytes_end_in_problems(string path)
    {
        using var directory = new TemporaryDirectory();
        var file = directory.At(path);
        Gen.Byte.Array[0, 60]
            .Sample(
                bytes =>
                {
                    File.WriteAllBytes(file, bytes);
                    Assert.NotNull(new Serinus.Providers.Files.FileProvider(file).Load());
                },
                iter: 1000,
                threads: 1
            );
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{a: ")]
    [InlineData("- ")]
    [InlineData("? ")]
    [InlineData("a: &a [*a, ")]
    [InlineData("[[a.")]
    [InlineData("a = [")]
    [InlineData("a = {b = ")]
    [InlineData("a.")]
    [InlineData("\"")]
    [InlineData("a\n")]
    [InlineData("routes:\n- ")]
    [InlineData("[[routes]]\nname = 1\n")]
    [InlineData("a: b\n")]
    public void The_same_again_and_again_ends_soon(string piece)
    {
        var text = new StringBuilder().Insert(0, piece, 20_000).ToString();
        foreach (var path in new[] { "a.yaml", "a.toml" })
        {
            var began = Stopwatch.GetTimestamp();
            Read(path, text);
            Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.Zero, Hang);
        }
    }

    private static void Read(string path, string text)
    {
        var fragment = FileTranslations.Of(path, text).Fragment;
        Assert.All(
            fragment.Problems,
            p => Assert.False(string.IsNullOrEmpty(p.Message) || string.IsNullOrEmpty(p.Cure))
        );
    }
}
