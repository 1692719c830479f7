using Serinus.Providers.Outside.Http;
using Serinus.Providers.Prometheus;

namespace Serinus.Tests.Providers.Prometheus;

public class PrometheusAnswerTests
{
    private const string Place = "prometheus:9090";

    [Theory]
    [InlineData("vector", """[{"metric":{"a":"b"},"value":[1700000000.1,"0.98"]}]""", "[0.98]")]
    [InlineData(
        "vector",
        """[{"value":[1,"1"]},{"value":[1,"NaN"]},{"value":[1,"+Inf"]},{"value":[1,"1e-3"]}]""",
        "[1, nil, Infinity, 0.001]"
    )]
    [InlineData("vector", "[]", "[]")]
    [InlineData("scalar", """[1700000000.1,"42"]""", "42")]
    [InlineData("scalar", """[1700000000.1,"NaN"]""", "nil")]
    [InlineData("string", """[1700000000.1,"green"]""", "green")]
    [InlineData("matrix", """[{"values":[[1,"1"],[2,"5"]]},{"values":[[2,"7"]]},{"values":[]}]""", "[5, 7, nil]")]
    public void A_result_is_a_value(string type, string result, string value)
    {
        var answer = Read(200, $$$"""{"status":"success","data":{"resultType":"{{{type}}}","result":{{{result}}}}}""");

        Assert.Null(answer.Error);
        Assert.Equal(value, answer.Result!.ToString());
    }

    [Fact]
    public void Warnings_are_handed_on_in_one_line_each()
    {
        var answer = Read(
            200,
            """{"status":"success","warnings":["store a\nis down",7],"data":{"resultType":"vector","result":[]}}"""
        );

        Assert.Equal(["store a is down"], answer.Warnings);
    }

    [Fact]
    public void What_Prometheus_says_of_a_query_is_told()
    {
        var answer = Read(
            400,
            """{"status":"error","errorType":"bad_data","error":"1:5: parse error: unclosed left parenthesis"}"""
        );

        Assert.Equal(
            "prometheus:9090 answers 400: bad_data: 1:5: parse error: unclosed left parenthesis; try the query on its page /graph",
            answer.Error
        );
    }

    [Theory]
    [InlineData(503, "no healthy upstream", "prometheus:9090 answers 503: no healthy upstream; look at its log")]
    [InlineData(404, "", "prometheus:9090 answers 404; check the path of the address")]
    [InlineData(401, "<html>", "prometheus:9090 answers 401: <html>; check token, password or rights")]
    [InlineData(301, "", "prometheus:9090 answers 301; redirects are not followed, give the address it leads to")]
    [InlineData(
        200,
        "<html>login",
        "something that is none of Prometheus' answers: <html>login; check that the address"
    )]
    [InlineData(200, "{}", "none of Prometheus' answers")]
    [InlineData(200, "[1]", "none of Prometheus' answers")]
    [InlineData(200, """{"status":"success"}""", "data of another form")]
    [InlineData(200, """{"status":"success","data":7}""", "data of another form")]
    [InlineData(200, """{"status":"success","data":{"resultType":"vector","result":{}}}""", "data of another form")]
    [InlineData(
        200,
        """{"status":"success","data":{"resultType":"vector","result":[{"value":[1]}]}}""",
        "data of another form"
    )]
    [InlineData(
        200,
        """{"status":"success","data":{"resultType":"vector","result":[{"value":[1,2]}]}}""",
        "data of another form"
    )]
    [InlineData(
        200,
        """{"status":"success","data":{"resultType":"vector","result":[{"value":[1,"one"]}]}}""",
        "data of another form"
    )]
    [InlineData(
        200,
        """{"status":"success","data":{"resultType":"streams","result":[]}}""",
        "a result of type 'streams', which is not known"
    )]
    [InlineData(
        200,
        """{"status":"success","data":{"resultType":"vector","result":[{"histogram":[1,{}]}]}}""",
        "use histogram_quantile()"
    )]
    public void What_is_none_of_its_answers_is_told_with_its_cure(int status, string body, string words)
    {
        var answer = Read(status, body);

        Assert.Null(answer.Result);
        Assert.Contains(words, answer.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void An_answer_too_long_is_told_with_its_cure() =>
        Assert.Contains(
            "more than 1 MiB; make the query give one value",
            PrometheusAnswer.Read(Place, new HttpAnswer { Status = 200, IsCut = true }).Error
        );

    private static Serinus.Providers.Outside.Metrics.SourceAnswer Read(int status, string body) =>
        PrometheusAnswer.Read(Place, new HttpAnswer { Status = status, Text = body });
}
