using System.Text;
using Serinus.Routing.Match;

namespace Serinus.Routing.Split;

/// <summary>Takes a cookie from clients that still send it (RFC 6265 §3.1: an age of 0 removes it).</summary>
public sealed class CookieFarewell
{
    private readonly byte[] name;
    private readonly byte[] value;

    /// <summary>Compiles it.</summary>
    /// <param name="cookie">Name of the cookie, which has been checked.</param>
    public CookieFarewell(string cookie)
    {
        name = Encoding.ASCII.GetBytes(cookie);
        value = Encoding.ASCII.GetBytes($"{cookie}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0");
    }

    /// <summary>Value of the <c>Set-Cookie</c> field that removes it.</summary>
    public ReadOnlySpan<byte> SetCookie => value;

    /// <summary>Whether a request still has it.</summary>
    /// <param name="head">The request.</param>
    public bool IsFor(RequestHead head) => Cookies.Find(head, name, out _) > 0;
}
