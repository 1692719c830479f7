using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;
using Serinus.Routing.Config;

namespace Serinus.Tests.Providers.Traefik;

/// <summary>A config record as text: every member that is not as it would be if nobody had said anything.</summary>
internal static class RecordText
{
    public static string Of(object record)
    {
        var text = new StringBuilder();
        Write(text, record, "");
        return text.ToString();
    }

    private static void Write(StringBuilder text, object record, string indent)
    {
        var standard = Standard(record.GetType());
        foreach (var member in record.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (member.GetIndexParameters().Length > 0 || member.PropertyType == typeof(Origin))
                continue;
            var value = member.GetValue(record);
            if (value is null || Same(value, standard is null ? null : member.GetValue(standard)))
                continue;
            text.Append(CultureInfo.InvariantCulture, $"{indent}{member.Name}:");
            WriteValue(text, value, indent + "  ");
        }
    }

    private static void WriteValue(StringBuilder text, object value, string indent)
    {
        if (value is not string and IEnumerable items)
        {
            var all = items.Cast<object>().ToArray();
            if (all.All(IsPlain))
            {
                text.AppendLine($" [{string.Join(", ", all.Select(Plain))}]");
                return;
            }

            text.AppendLine();
            foreach (var item in all)
            {
                text.AppendLine($"{indent}-");
                Write(text, item, indent + "  ");
            }
        }
        else if (IsPlain(value))
        {
            text.AppendLine($" {Plain(value)}");
        }
        else
        {
            text.AppendLine();
            Write(text, value, indent);
        }
    }

    private static bool IsPlain(object value) =>
        value is string
        || value.GetType().IsPrimitive
        || value is Enum or decimal or TimeSpan or KeyValuePair<string, string>;

    private static string Plain(object value) =>
        // What stands in PEM files is told by how much of it there is.
        value is string text
        && text.Contains("-----BEGIN ", StringComparison.Ordinal)
            ? $"(PEM, {text.Split("-----BEGIN ").Length - 1})"
        : value is KeyValuePair<string, string> pair ? $"{pair.Key}={pair.Value}"
        : string.Create(CultureInfo.InvariantCulture, $"{(value is "" ? "\"\"" : value)}");

    private static bool Same(object value, object? standard) =>
        standard is not null
        && (
            value is not string and IEnumerable items && standard is IEnumerable others
                ? items.Cast<object>().SequenceEqual(others.Cast<object>())
                : value.Equals(standard) || (!IsPlain(value) && Of(value) == Of(standard))
        );

    private static object? Standard(Type type) =>
        type.GetConstructor(Type.EmptyTypes) is null ? null : Activator.CreateInstance(type);
}
