using Serinus.Providers.Outside.Http;
using Serinus.Rollouts.Plan;
using Serinus.Rollouts.Spec;

namespace Serinus.Providers.Outside.Hooks;

/// <summary>Calls hooks. All tries of a call together take no longer than the hook's timeout.</summary>
internal sealed class HookCaller(BoundedHttp http, TimeProvider time)
{
    private const int AnswerBytesMax = 4 * 1024;
    private static readonly TimeSpan waitMax = TimeSpan.FromSeconds(30);

    /// <summary>Asks a hook. What may pass (no answer, 429, 5xx) is tried again, as often as the hook allows.</summary>
    public async Task<HookAnswer> AskAsync(
        RolloutSpec spec,
        RunState state,
        HookSpec hook,
        CancellationToken cancellationToken
    )
    {
        var answer = await CallAsync(hook, HookPayload.Of(spec, state, hook), MayPass, cancellationToken);
        return new HookAnswer(answer.IsGood, Text(hook, answer));

        static bool MayPass(HttpAnswer answer) => answer.Status is 0 or 429 or >= 500;
    }

    /// <summary>Tells a hook of an event, once: it is tried again only when nothing can have arrived. Why it failed, or null.</summary>
    public async Task<string?> TellAsync(
        RolloutSpec spec,
        RunState state,
        HookSpec hook,
        NewsItem news,
        CancellationToken cancellationToken
    )
    {
        var payload = HookPayload.Of(spec, state, hook, news);
        var answer = await CallAsync(hook, payload, answer => !answer.MayHaveArrived, cancellationToken, isAlone: true);
        return answer.IsGood ? null : Text(hook, answer);
    }

    private async Task<HttpAnswer> CallAsync(
        HookSpec hook,
        string payload,
        Func<HttpAnswer, bool> isTriedAgain,
        CancellationToken cancellationToken,
        bool isAlone = false
    )
    {
        var began = time.GetTimestamp();
        for (var tries = 0; ; tries++)
        {
            var call = new HttpCall
            {
                Method = HttpMethod.Post,
                Url = hook.Url,
                Body = payload,
                Timeout = Left(),
                AnswerBytesMax = AnswerBytesMax,
                IsVerified = !hook.DisableTls,
                IsAlone = isAlone,
            };
            var answer = await http.SendAsync(call, cancellationToken);
            if (tries >= hook.Retries || !isTriedAgain(answer))
                return answer;
            var wait = answer.RetryAfter ?? TimeSpan.FromSeconds(1L << Math.Min(tries, 5));
            wait = wait > waitMax ? waitMax : wait;
            if (wait >= Left())
                return answer;
            if (wait > TimeSpan.Zero)
                await Task.Delay(wait, time, cancellationToken);
        }

        TimeSpan Left()
        {
            var left = hook.Timeout - time.GetElapsedTime(began);
            return left > TimeSpan.FromMilliseconds(1) ? left : TimeSpan.FromMilliseconds(1);
        }
    }

    private static string Text(HookSpec hook, HttpAnswer answer) =>
        answer.Trouble
        ?? (answer.IsGood ? Refusals.Plain(answer) : Refusals.OfHook(BoundedHttp.Place(hook.Url), answer));
}
