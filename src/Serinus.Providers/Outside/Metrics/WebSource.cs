using Serinus.Providers.Outside.Http;
using Serinus.Rollouts.Analysis.Expressions;
using Serinus.Rollouts.Spec;

namespace Serinus.Providers.Outside.Metrics;

/// <summary>Any service that answers in JSON.</summary>
internal sealed class WebSource(BoundedHttp http) : IMetricSource
{
    private const int AnswerBytesMax = 1024 * 1024;

    public async Task<SourceAnswer> AskAsync(MetricSourceSpec source, CancellationToken cancellationToken)
    {
        if (ValuePath.Read(source.JsonPath, out var wrong) is not { } path)
            return SourceAnswer.Failed($"jsonPath {Excerpt.Of(source.JsonPath, 100)}: {wrong}");
        if (source.Method.Length == 0 || !source.Method.All(char.IsAsciiLetter))
            return SourceAnswer.Failed($"'{Excerpt.Of(source.Method, 20)}' is no method; write GET or POST");
        var call = new HttpCall
        {
            Method = new HttpMethod(source.Method.ToUpperInvariant()),
            Url = source.Address,
            Fields = source.Headers,
            Body = source.Body,
            Timeout = source.Timeout,
            AnswerBytesMax = AnswerBytesMax,
            IsVerified = !source.InsecureSkipVerify,
        };
        return Read(BoundedHttp.Place(source.Address), await http.SendAsync(call, cancellationToken), path);
    }

    /// <summary>What an answer says at a path.</summary>
    public static SourceAnswer Read(string place, HttpAnswer answer, ValuePath path)
    {
        if (answer.Trouble is not null)
            return SourceAnswer.Failed(answer.Trouble);
        if (!answer.IsGood)
            return SourceAnswer.Failed(Refusals.Text(place, answer));
        if (answer.IsCut)
            return SourceAnswer.Failed($"{place} answers with more than {AnswerBytesMax} bytes; ask it for less");
        if (JsonResult.Read(answer.Text) is not { } json)
            return SourceAnswer.Failed(
                $"{place} answers {answer.Status} with something that is no JSON: {Excerpt.Of(answer.Text, 80)}; check address and headers"
            );
        return path.Select(json, out var problem) is { } value
            ? SourceAnswer.Found(value)
            : SourceAnswer.Failed($"{place}: {problem}");
    }
}
