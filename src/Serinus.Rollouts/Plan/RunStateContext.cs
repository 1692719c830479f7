using System.Text.Json;
using System.Text.Json.Serialization;

namespace Serinus.Rollouts.Plan;

/// <summary>How states are written and read without reflection: nothing unknown, nothing twice, enumerations by name.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    MaxDepth = 16
)]
[JsonSerializable(typeof(WrittenState))]
internal sealed partial class RunStateContext : JsonSerializerContext;
