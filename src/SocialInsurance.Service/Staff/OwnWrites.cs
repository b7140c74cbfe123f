using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.ShortLived;
using SocialInsurance.Service.Platform;
using SocialInsurance.Storage;

namespace SocialInsurance.Service.Staff;

/// <summary>
/// Whoever has just written sees it in the next list, whichever instance answers and however far the copy of the store runs behind: the
/// position of the write goes into the short-lived store before the answer, and the reads of that account demand it.
/// </summary>
internal static class OwnWrites
{
    /// <summary>Longer than any lag that is still read from.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(11);

    /// <returns>what the reads of this request are to demand; null: nothing</returns>
    internal static async Task<string?> FollowAsync(HttpContext context)
    {
        if (context.RequestServices.GetService<PlatformPorts>() is not { Freshness: { } freshness } ports || context.Features.Get<StaffCaller>() is not { } caller)
        {
            return null;
        }

        var key = $"own-write:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(caller.Account.Id.Value)))}";
        if (HttpMethods.IsGet(context.Request.Method))
        {
            return await ports.ShortLived.FindAsync(key, context.RequestAborted) is { } position ? Encoding.ASCII.GetString(position) : null;
        }

        context.Response.OnStarting(() => context.Response.StatusCode < StatusCodes.Status400BadRequest ? NoteAsync(ports.ShortLived, freshness, key) : Task.CompletedTask);
        return null;
    }

    /// <summary>What was done is done: a position that cannot be noted takes nothing back, and the list shows it a little later.</summary>
    private static async Task NoteAsync(IShortLivedStore store, IReadFreshness freshness, string key)
    {
        try
        {
            var position = Encoding.ASCII.GetBytes(await freshness.ReadPositionAsync(CancellationToken.None));
            while (!await store.TryAddAsync(key, position, Kept, CancellationToken.None))
            {
                if (await store.FindAsync(key, CancellationToken.None) is { } before && await store.ReplaceAsync(key, before, position, Kept, CancellationToken.None))
                {
                    return;
                }
            }
        }
        catch (Exception fault) when (fault is ShortLivedStoreUnavailableException or StorageRefusedException)
        {
        }
    }
}
