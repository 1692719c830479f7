using Serinus.Providers.Kubernetes.Annotations;
using Serinus.Routing.Config;
using Serinus.Routing.Match;

namespace Serinus.Providers.Kubernetes.Ingresses;

/// <summary>Changes of header fields that annotations of the form <c>K:V||K2:V2</c> ask for.</summary>
internal static class HeaderEdits
{
    /// <summary>Reads the fields of an annotation; an empty value removes the field. A part that cannot be read is left out alone.</summary>
    public static List<KeyValuePair<string, string>> Read(AnnotationReader reader, string name)
    {
        var edits = new List<KeyValuePair<string, string>>();
        if (reader.Text(name) is not { } found)
            return edits;
        foreach (var part in found.Value.Split("||", StringSplitOptions.TrimEntries))
        {
            var colon = part.IndexOf(':', StringComparison.Ordinal);
            var header = colon < 0 ? "" : Canonical(part[..colon].Trim());
            var value = colon < 0 ? "" : part[(colon + 1)..].Trim();
            if (!Token.IsToken(header) || !Token.IsFieldValue(value) || value.Any(c => c > '~'))
                reader.Problems.Warn(
                    found.Field,
                    $"{ObjectProblems.Shown(part)} is no header field and is left out",
                    "write \"Name:value\", several with || between them"
                );
            else if (header == "Host" && name.Contains("response", StringComparison.Ordinal))
                reader.Problems.Warn(found.Field, "Host is no field of a response and is left out", "remove it");
            else if (FramingFields.Contains(header))
                reader.Problems.Warn(
                    found.Field,
                    $"{header} belongs to the connection, which is the edge's own, and is left out",
                    "remove it"
                );
            else
            {
                edits.RemoveAll(edit => edit.Key == header);
                edits.Add(new(header, value));
            }
        }

        return edits;
    }

    /// <summary>The filter's form of edits; null when there are none.</summary>
    public static HeaderEditConfig? Config(IReadOnlyCollection<KeyValuePair<string, string>> edits) =>
        edits.Count == 0
            ? null
            : new HeaderEditConfig
            {
                Remove = [.. edits.Where(edit => edit.Value.Length == 0).Select(edit => edit.Key)],
                Set = [.. edits.Where(edit => edit.Value.Length > 0)],
            };

    /// <summary>A name with a capital at the start of each word, as HTTP/1.1 writes them.</summary>
    private static string Canonical(string name) =>
        string.Concat(
            name.Select((c, i) => i == 0 || name[i - 1] == '-' ? char.ToUpperInvariant(c) : char.ToLowerInvariant(c))
        );
}
