using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Serinus.Admin.Rollouts;
using Serinus.Orders;

namespace Serinus.Admin;

/// <summary>The API's JSON, its serializers made at build time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SnapshotAnswer))]
[JsonSerializable(typeof(RoutesAnswer))]
[JsonSerializable(typeof(ServicesAnswer))]
[JsonSerializable(typeof(ProblemsAnswer))]
[JsonSerializable(typeof(StreamRoutesAnswer))]
[JsonSerializable(typeof(CertificatesAnswer))]
[JsonSerializable(typeof(EdgeOrder))]
[JsonSerializable(typeof(EdgeReading))]
[JsonSerializable(typeof(OrderAnswer))]
[JsonSerializable(typeof(RolloutsAnswer))]
[JsonSerializable(typeof(RolloutAnswer))]
[JsonSerializable(typeof(HistoryAnswer))]
[JsonSerializable(typeof(CommandAnswer))]
[JsonSerializable(typeof(RefusalAnswer))]
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class AdminJson : JsonSerializerContext;
