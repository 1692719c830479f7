using System.Text;
using Serinus.Providers.Files;
using Serinus.Routing.Compile;

namespace Serinus.Fuzz.Targets;

/// <summary>A configuration file: whatever stands in it, reading and compiling it ends in records and problems, alike each time.</summary>
internal sealed class ConfigTarget(bool isToml) : Target
{
    private static readonly byte[] Key = new byte[32];

    public override string Name => isToml ? "toml" : "yaml";

    public override IReadOnlyList<string> Words =>
        [
            "\n",
            "  ",
            ": ",
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
            "|\n",
            "---\n",
            "=",
            "[[",
            "]]",
            "\"\"\"",
            "null",
            "true",
            "-1",
            "1e9",
            "99999999999",
            "50%",
            "5s",
            "1MiB",
            "routes",
            "services",
            "listeners",
            "certificates",
            "streams",
            "limits",
            "name",
            "hosts",
            "path",
            "prefix",
            "backends",
            "service",
            "weight",
            "filters",
            "tls",
            "address",
            "protocol",
            "endpoints",
            "*.a.test",
            "10.0.0.0/8",
            "http://127.0.0.1:1",
            "(a+)+$",
        ];

    public override void Check(byte[] input)
    {
        var text = Encoding.UTF8.GetString(input);
        var (translation, again) = (Translate(text), Translate(text));
        var fragment = translation.Fragment;
        foreach (var problem in fragment.Problems)
            Law.Holds(problem is { Message.Length: > 0, Cure.Length: > 0 }, $"a problem tells what to do: {problem}");
        Law.Same(
            string.Join('\n', fragment.Problems),
            string.Join('\n', again.Fragment.Problems),
            "the same text has the same problems"
        );

        var compiled = Compiler.Compile([fragment], null, Key);
        foreach (var problem in compiled.Problems)
            Law.Holds(problem is { Message.Length: > 0, Cure.Length: > 0 }, $"a problem tells what to do: {problem}");
        var next = Compiler.Compile([Translate(text).Fragment], compiled.Snapshot, Key);
        Law.Same(
            string.Join('\n', compiled.Problems),
            string.Join('\n', next.Problems),
            "the same fragments have the same problems"
        );
    }

    private FileTranslation Translate(string text) =>
        FileTranslator.Translate(new SourceText(isToml ? "edge.toml" : "edge.yaml", isToml, text), previous: null);
}
