using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json;
using Serinus.Providers.Kubernetes.Objects;

namespace Serinus.Providers.Kubernetes.Resources;

/// <summary>The shapes of types.</summary>
internal static class Shapes
{
    private static readonly ConcurrentDictionary<Type, RecordShape> records = new();

    /// <summary>The shape of a record.</summary>
    public static RecordShape Of(Type record) => records.GetOrAdd(record, type => new RecordShape(type));

    /// <summary>The shape of a property.</summary>
    /// <param name="type">Its type.</param>
    /// <param name="more">What its type does not say.</param>
    /// <param name="isRequired">Whether it must be given; a text that must be is not empty.</param>
    public static Shape Of(Type type, FieldAttribute more, bool isRequired)
    {
        var bare = Nullable.GetUnderlyingType(type) ?? type;
        if (bare.IsEnum)
            return new WordShape(bare, more.IsName);
        if (bare == typeof(string))
            return new TextShape(more.Pattern, more.Cure, isRequired);
        if (bare == typeof(bool))
            return new FlagShape();
        if (bare == typeof(int) || bare == typeof(long))
            return new WholeShape(bare, more.Minimum, more.Maximum);
        if (bare == typeof(decimal) || bare == typeof(double))
            return new NumberShape(bare, more.Minimum, more.Maximum);
        if (bare == typeof(TimeSpan))
            return new DurationShape(more.Minimum, more.Maximum);
        if (bare == typeof(DateTimeOffset))
            return new MomentShape();
        if (bare == typeof(PortReference))
            return new PortShape();
        if (bare == typeof(JsonElement))
            return new AnyShape();
        if (bare.IsGenericType && bare.GetGenericTypeDefinition() == typeof(ImmutableArray<>))
            return ListShape.Of(bare.GetGenericArguments()[0], more);
        if (bare.IsGenericType && bare.GetGenericTypeDefinition() == typeof(ImmutableDictionary<,>))
            return MapShape.Of(bare.GetGenericArguments()[1]);
        return Of(bare);
    }
}
