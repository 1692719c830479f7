using System.Text;
using Serinus.Routing.Config;
using Serinus.Routing.Split;
using Serinus.Tests.Routing.Compile;

namespace Serinus.Tests.Routing.Split;

public sealed class CohortTests
{
    private static readonly Choice OnCanary = new(1, ChoiceReason.Weight, 42);

    [Fact]
    public void The_cookie_names_what_browsers_need_to_know()
    {
        var plain = Cohort(new CohortConfig());
        var lasting = Cohort(new CohortConfig { Cookie = "arm", CookieMaxAge = TimeSpan.FromDays(1) });

        Assert.Matches(
            "^serinus-[0-9a-f]{8}=1\\.42\\.[A-Za-z0-9_-]{8}\\.[A-Za-z0-9_-]{22}; Path=/; HttpOnly; SameSite=Lax$",
            SetCookie(plain, OnCanary, secure: false)
        );
        Assert.Matches(
            "^arm=1\\.42\\..*; Path=/; HttpOnly; SameSite=Lax; Max-Age=86400; Secure$",
            SetCookie(lasting, OnCanary, secure: true)
        );
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(999_999)]
    public void A_cookie_is_read_as_it_was_written(int bucket)
    {
        var cohort = Cohort(new CohortConfig());

        Assert.True(TryRead(cohort, Pair(cohort, OnCanary with { Bucket = bucket }), out var read, out var backend));

        Assert.Equal((bucket, 1), (read, backend));
    }

    [Fact]
    public void The_longest_cookie_fits_the_room_asked_for()
    {
        var cohort = Cohort(new CohortConfig { CookieMaxAge = TimeSpan.FromDays(365) });

        Assert.Equal(
            cohort.SetCookieBytesMax,
            SetCookie(cohort, OnCanary with { Bucket = 999_999 }, secure: true).Length
        );
    }

    [Fact]
    public void A_cookie_changed_in_any_character_counts_as_none()
    {
        var cohort = Cohort(new CohortConfig());
        var pair = Pair(cohort, OnCanary);
        var value = pair.IndexOf('=') + 1;

        for (var i = value; i < pair.Length; i++)
        {
            foreach (var other in "0A.\"-")
            {
                var changed = pair[..i] + other + pair[(i + 1)..];
                Assert.Equal(changed == pair, TryRead(cohort, changed, out _, out _));
            }

            Assert.False(TryRead(cohort, pair.Remove(i, 1), out _, out _));
            Assert.False(TryRead(cohort, pair.Insert(i, "1"), out _, out _));
        }
    }

    [Fact]
    public void Cookies_that_are_not_one_of_ours_count_as_none()
    {
        var cohort = Cohort(new CohortConfig { Cookie = "arm" });
        var pair = Pair(cohort, OnCanary);
        var value = pair["arm=".Length..];

        Assert.True(TryRead(cohort, $"a=b; {pair};c=d", out _, out _));
        foreach (
            var bad in (string[])
                [
                    "",
                    "arm",
                    "arm=",
                    "arm=1.",
                    "arm=1.42",
                    "arm=1.1000000.x",
                    $"arm=\"{value}\"",
                    $"{pair}; {pair}",
                    $"Arm={value}",
                    $"arm=2{value[1..]}",
                    $"arm={value}{new string('x', 8192)}",
                    $"xarm={value}",
                    $"arm =1{value}",
                    "arm=1.42.........................................",
                ]
        )
            Assert.False(TryRead(cohort, bad, out _, out _), bad);
    }

    [Fact]
    public void A_cookie_of_another_route_or_key_counts_as_none()
    {
        var cohort = Cohort(new CohortConfig { Cookie = "arm" });
        var otherRoute = Given.Snapshot(
            Given.Canary("other", 1, 1) with
            {
                Cohort = new CohortConfig { Cookie = "arm" },
            }
        );
        var otherKey = Serinus.Routing.Split.Cohort.Create(
            new CohortConfig { Cookie = "arm" },
            "r",
            ["app", "app-canary"],
            new byte[32]
        );

        Assert.False(TryRead(cohort, Pair(otherRoute.Routes[0].Cohort!, OnCanary), out _, out _));
        Assert.False(TryRead(cohort, Pair(otherKey, OnCanary), out _, out _));
    }

    [Fact]
    public void Two_cookie_fields_are_both_looked_at()
    {
        var cohort = Cohort(new CohortConfig { Cookie = "arm" });
        var pair = Pair(cohort, OnCanary);

        Assert.True(cohort.TryReadCookie(Given.Get("http://a/", ("cookie", "a=b"), ("Cookie", pair)), out _, out _));
        Assert.False(cohort.TryReadCookie(Given.Get("http://a/", ("cookie", pair), ("Cookie", pair)), out _, out _));
    }

    private static Cohort Cohort(CohortConfig config) =>
        Given.Snapshot(Given.Canary("r", 50, 50) with { Cohort = config }).Routes[0].Cohort!;

    private static string SetCookie(Cohort cohort, Choice choice, bool secure)
    {
        var bytes = new byte[cohort.SetCookieBytesMax];
        return Encoding.ASCII.GetString(bytes, 0, cohort.WriteSetCookie(choice, secure, bytes));
    }

    private static string Pair(Cohort cohort, Choice choice)
    {
        var text = SetCookie(cohort, choice, secure: false);
        return text[..text.IndexOf(';')];
    }

    private static bool TryRead(Cohort cohort, string cookie, out int bucket, out int backend) =>
        cohort.TryReadCookie(Given.Get("http://a/", ("Cookie", cookie)), out bucket, out backend);
}
