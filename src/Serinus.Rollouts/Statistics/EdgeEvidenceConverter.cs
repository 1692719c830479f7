using System.Text.Json;
using System.Text.Json.Serialization;

namespace Serinus.Rollouts.Statistics;

/// <summary>
/// One edge as a list of numbers: there are up to 40 of them in a status that is written every few seconds. Every number is read back as
/// exactly the one that was written.
/// </summary>
internal sealed class EdgeEvidenceConverter : JsonConverter<EdgeEvidence>
{
    private const int Numbers = 17;

    public override void Write(Utf8JsonWriter writer, EdgeEvidence value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        writer.WriteNumberValue(value.Totals.Canary.Requests);
        writer.WriteNumberValue(value.Totals.Canary.Bad);
        writer.WriteNumberValue(value.Totals.Stable.Requests);
        writer.WriteNumberValue(value.Totals.Stable.Bad);
        writer.WriteNumberValue(value.LogHarm);
        writer.WriteNumberValue(value.LogSafeApart);
        writer.WriteNumberValue(value.LogSafeTogether);
        writer.WriteNumberValue(value.Canary.Bad);
        writer.WriteNumberValue(value.Canary.Good);
        writer.WriteNumberValue(value.Stable.Bad);
        writer.WriteNumberValue(value.Stable.Good);
        writer.WriteNumberValue(value.Dispersion.Difference);
        writer.WriteNumberValue(value.Dispersion.Variance);
        writer.WriteNumberValue(value.Dispersion.Size);
        writer.WriteNumberValue(value.Dispersion.Moved);
        writer.WriteNumberValue(value.Dispersion.Expected);
        writer.WriteNumberValue(value.Dispersion.Changes);
        writer.WriteEndArray();
    }

    public override EdgeEvidence Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        Expect(ref reader, JsonTokenType.StartArray);
        var counts = (Canary: ReadCounts(ref reader), Stable: ReadCounts(ref reader));
        Span<double> numbers = stackalloc double[Numbers - 4];
        foreach (ref var number in numbers)
        {
            reader.Read();
            Expect(ref reader, JsonTokenType.Number);
            number = reader.GetDouble();
            if (!double.IsFinite(number))
                throw new JsonException("a number of evidence is too large");
        }

        reader.Read();
        Expect(ref reader, JsonTokenType.EndArray);
        return EdgeEvidence.Start with
        {
            Totals = new BlockPair(counts.Canary, counts.Stable),
            LogHarm = numbers[0],
            LogSafeApart = numbers[1],
            LogSafeTogether = numbers[2],
            Canary = ReadPrediction(numbers[3], numbers[4]),
            Stable = ReadPrediction(numbers[5], numbers[6]),
            Dispersion = new Dispersion(numbers[7], numbers[8], numbers[9], numbers[10], numbers[11], numbers[12]),
        };
    }

    private static ArmCounts ReadCounts(ref Utf8JsonReader reader)
    {
        reader.Read();
        Expect(ref reader, JsonTokenType.Number);
        var requests = reader.GetInt64();
        reader.Read();
        Expect(ref reader, JsonTokenType.Number);
        var bad = reader.GetInt64();
        if (requests < 0 || bad < 0 || bad > requests)
            throw new JsonException($"{bad} bad of {requests} requests cannot be");
        return new ArmCounts(requests, bad);
    }

    private static Prediction ReadPrediction(double bad, double good) =>
        bad > 0 && good > 0
            ? new Prediction(bad, good)
            : throw new JsonException("what is expected of an arm is above 0 of both kinds");

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType token)
    {
        if (reader.TokenType != token)
            throw new JsonException($"evidence of an edge is a list of {Numbers} numbers");
    }
}
