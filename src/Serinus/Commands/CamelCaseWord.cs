using System.Text.Json;
using System.Text.Json.Serialization;

namespace Serinus.Commands;

/// <summary>Values of an enumeration as the words of the configuration: <c>clientIp</c>, not <c>ClientIp</c>.</summary>
internal sealed class CamelCaseWord<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.CamelCase)
    where T : struct, Enum;
