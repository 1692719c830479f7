using System.Text.Json;
using Serinus.Providers.Kubernetes.Annotations;
using Serinus.Providers.Tree;

namespace Serinus.Providers.Kubernetes.Resources;

/// <summary>How a value of a custom resource is written: the schema an API server checks it by, and the reader of what the server sends. Both follow from the type of a property.</summary>
internal abstract class Shape
{
    /// <summary>What is wanted, as messages call it: <c>a duration</c>.</summary>
    public abstract string Words { get; }

    /// <summary>What to write, as a message's cure.</summary>
    public abstract string Cure { get; }

    /// <summary>The OpenAPI schema, without a description of its own.</summary>
    /// <param name="sentenceOf">Tells the sentence of a member by its name in documentation files.</param>
    public abstract MapNode Schema(Func<string, string> sentenceOf);

    /// <summary>What is added to the description of a field of this shape; empty for nothing.</summary>
    public virtual string Remark(Func<string, string> sentenceOf) => "";

    /// <summary>A value as it would be written, for a field's default; empty when that says nothing.</summary>
    public virtual string Show(object value) => "";

    /// <summary>The value; null, with a problem, when it is none.</summary>
    /// <param name="value">What the server sent.</param>
    /// <param name="field">Its path, such as <c>spec.analysis.interval</c>.</param>
    /// <param name="problems">Where problems go.</param>
    public abstract object? Read(JsonElement value, string field, ObjectProblems problems);

    protected object? Wrong(JsonElement value, string field, ObjectProblems problems)
    {
        problems.Error(field, $"{Shown(value)} is not {Words}", Cure);
        return null;
    }

    protected static string Shown(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Object => "a map",
            JsonValueKind.Array => "a list",
            _ => ObjectProblems.Shown(value.ToString()),
        };
}
