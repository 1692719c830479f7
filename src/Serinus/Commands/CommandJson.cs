using System.Text.Json.Serialization;
using Serinus.Routing.Explain;

namespace Serinus.Commands;

/// <summary>JSON of the commands' answers.</summary>
[JsonSerializable(typeof(CheckAnswer))]
[JsonSerializable(typeof(VersionAnswer))]
[JsonSerializable(typeof(Explanation))]
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    WriteIndented = true
)]
internal sealed partial class CommandJson : JsonSerializerContext;
