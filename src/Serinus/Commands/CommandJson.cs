using System.Text.Json.Serialization;

namespace Serinus.Commands;

/// <summary>JSON of the commands' answers.</summary>
[JsonSerializable(typeof(CheckAnswer))]
[JsonSerializable(typeof(VersionAnswer))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
internal sealed partial class CommandJson : JsonSerializerContext;
