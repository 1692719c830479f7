using System.Collections.Concurrent;
using System.Collections.Immutable;
using Serinus.Providers.Outside.Http;
using Serinus.Providers.Outside.Metrics;
using Serinus.Rollouts.Analysis.Expressions;
using Serinus.Rollouts.Spec;

namespace Serinus.Providers.Outside.News;

/// <summary>
/// Sends news to those who want them. Each message is sent once: it is tried again only when no connection came about, as a message twice is
/// worse than one that is in the log alone. Trouble is logged once for each receiver, and its end.
/// </summary>
internal sealed class NewsDesk(BoundedHttp http, Action<bool, string> tell, TimeProvider time)
{
    private const int AnswerBytesMax = 4 * 1024;
    private const int ReceiversMax = 10_000;
    private static readonly TimeSpan answerTime = TimeSpan.FromSeconds(10);
    private static readonly ImmutableArray<TimeSpan> waits = [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3)];

    private readonly ConcurrentDictionary<string, LiveReceiver> receivers = new();

    /// <summary>Whether an alert wants news.</summary>
    public static bool IsWanted(AlertSpec alert, Notice notice) =>
        notice.News.Severity >= alert.Severity
        && !(AlertForm.IsForPeople(alert.Kind) && Notice.IsForMachines(notice.News.Kind));

    public async Task SendAsync(AlertSpec alert, Notice notice, CancellationToken cancellationToken)
    {
        // The address may be a secret; as a key it stays in memory.
        var receiver = Receiver($"{alert.Kind} {alert.Address} {alert.Channel}");
        if (!receiver.MayHave(notice.News.Severity, time.GetUtcNow(), out var isFirstWithheld))
        {
            if (isFirstWithheld)
                tell(
                    true,
                    $"alert {alert.Name}: {Allowance.Most} messages came at once; until it is quieter it gets one a second, the gravest first"
                );
            return;
        }

        var trouble = await TrySendAsync(alert, notice, cancellationToken);
        Note(receiver, $"alert {alert.Name}", notice, trouble);
    }

    /// <summary>Tells the log when a receiver begins to have trouble, and when that ends.</summary>
    public void Note(string key, string name, Notice notice, string? trouble) =>
        Note(Receiver(key), name, notice, trouble);

    private void Note(LiveReceiver receiver, string name, Notice notice, string? trouble)
    {
        if (!receiver.Note(trouble is not null))
            return;
        if (trouble is not null)
            tell(
                true,
                $"{name}: news of {notice.Spec.Name} could not be told: {trouble}; further failures are not logged until one succeeds"
            );
        else
            tell(false, $"{name}: news can be told again");
    }

    private async Task<string?> TrySendAsync(AlertSpec alert, Notice notice, CancellationToken cancellationToken)
    {
        var call = new HttpCall
        {
            Method = HttpMethod.Post,
            Url = AlertForm.Address(alert),
            Fields = alert.Token is null
                ? ImmutableDictionary<string, string>.Empty
                : ImmutableDictionary<string, string>.Empty.Add("Authorization", $"Bearer {alert.Token}"),
            Body = AlertForm.Body(alert, notice),
            BodyType = AlertForm.BodyType(alert),
            Timeout = answerTime,
            AnswerBytesMax = AnswerBytesMax,
            IsAlone = true,
        };
        for (var tries = 0; ; tries++)
        {
            var answer = await http.SendAsync(call, cancellationToken);
            if (answer.MayHaveArrived || tries == waits.Length)
                return Trouble(alert, answer);
            await Task.Delay(waits[tries], time, cancellationToken);
        }
    }

    private static string? Trouble(AlertSpec alert, HttpAnswer answer)
    {
        if (answer.Trouble is not null)
            return answer.Trouble;
        if (!answer.IsGood)
            return Refusals.Text(BoundedHttp.Place(alert.Address), answer);
        // Slack's own API answers 200 and says in the body that it did not.
        var isRefused =
            alert.Kind == AlertKind.Slack
            && alert.Token is not null
            && JsonResult.Read(answer.Text) is ExpressionValue.Map said
            && said.Fields.GetValueOrDefault("ok") is ExpressionValue.Flag { Value: false };
        return isRefused
            ? $"{BoundedHttp.Place(alert.Address)} answers {Refusals.Plain(answer)}; check token and channel"
            : null;
    }

    private LiveReceiver Receiver(string key)
    {
        // Receivers of configurations long gone: what is forgotten with them is a count and one line in the log.
        if (receivers.Count > ReceiversMax)
            receivers.Clear();
        return receivers.GetOrAdd(key, _ => new LiveReceiver(time.GetUtcNow()));
    }
}
