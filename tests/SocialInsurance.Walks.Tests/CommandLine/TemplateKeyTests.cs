using System.Security.Cryptography;
using SocialInsurance.Eligibility.Enrolment;

namespace SocialInsurance.Walks.Tests;

/// <summary><c>templates</c>: a new key without a new enrolment, killed at any moment, and older copies made useless.</summary>
public sealed class TemplateKeyTests : IDisposable
{
    private const int Templates = 3000;
    private readonly Workspace workspace = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rotation_killed_at_any_moment_loses_no_template_and_is_completed_by_the_next()
    {
        await FillAsync();
        foreach (var delayMs in (int[])[300, 600, 900, 1200])
        {
            await using (var rotating = SicertProcess.Start(workspace.Root, Rotate()))
            {
                await Task.Delay(delayMs, Cancel);
                rotating.Kill();
            }

            await AssertReadableAsync();
        }

        await workspace.RunAsync(Rotate());
        var status = (await workspace.RunAsync("templates", "status", "--data", workspace.At("books"), "--json")).Json(exitCode: 0);
        Assert.Equal((Templates, 0), (status.GetProperty("templates").GetInt32(), status.GetProperty("waiting").GetInt32()));
        Assert.True(status.GetProperty("newestKey").GetInt32() >= 2);
        await AssertReadableAsync();
        (await workspace.RunAsync("audit", "verify", "--data", workspace.At("books"))).AssertExit(0);
    }

    [Fact]
    public async Task Older_keys_dropped_leave_one_key_and_every_template_readable()
    {
        await FillAsync();
        var rotated = (await workspace.RunAsync([.. Rotate(), "--drop-older", "--json"])).Json(exitCode: 0);
        Assert.Equal((2, Templates), (rotated.GetProperty("key").GetInt32(), rotated.GetProperty("turned").GetInt32()));
        Assert.Equal([1], rotated.GetProperty("dropped").EnumerateArray().Select(key => key.GetInt32()));
        Assert.Equal(["template-2.key"], Directory.GetFiles(workspace.At("books", "keys"), "template*").Select(Path.GetFileName));
        await AssertReadableAsync();
    }

    [Fact]
    public async Task Retention_run_says_its_day_and_how_many_it_erased()
    {
        await FillAsync();
        var run = (await workspace.RunAsync("templates", "retention", "--data", workspace.At("books"), "--as-of", "2027-11-01", "--json")).Json(exitCode: 0);
        Assert.Equal(("2027-11-01", 0), (run.GetProperty("asOf").GetString(), run.GetProperty("erased").GetInt32()));
    }

    [Fact]
    public async Task Folder_without_a_store_is_refused_and_none_is_made()
    {
        Assert.Equal("dataMissing", (await workspace.RunAsync("templates", "rotate", "--data", workspace.At("nothing"), "--json")).Refused().Code);
        Assert.False(Directory.Exists(workspace.At("nothing")));
    }

    public void Dispose() => workspace.Dispose();

    private string[] Rotate() => ["templates", "rotate", "--data", workspace.At("books")];

    private async Task FillAsync()
    {
        await using var books = await Books.OpenAsync(workspace);
        for (var number = 0; number < Templates; number++)
        {
            await books.Storage.Templates.StoreAsync(IdOf(number), new ProtectedTemplate(0, Template(number)), Cancel);
        }
    }

    /// <summary>Every template reads back as it was, to the rounding of a rotation.</summary>
    private async Task AssertReadableAsync()
    {
        await using var books = await Books.OpenAsync(workspace);
        for (var number = 0; number < Templates; number += 37)
        {
            var (expected, found) = (Template(number), await books.Storage.Templates.ReadAsync(IdOf(number), 0, Cancel));
            for (var at = 0; at < expected.Length; at += sizeof(float))
            {
                Assert.Equal(BitConverter.ToSingle(expected, at), BitConverter.ToSingle(found!, at), 1e-6f);
            }
        }
    }

    private static ReferenceId IdOf(int number) => new(new Guid(number + 1, 0, 0, new byte[8]));

    /// <summary>512 values of length 1 from a number.</summary>
    private static byte[] Template(int number)
    {
        var bits = SHA512.HashData(BitConverter.GetBytes(number));
        return [.. Enumerable.Range(0, 512).SelectMany(i => BitConverter.GetBytes((bits[i / 8] >> (i % 8) & 1) == 0 ? 1 / MathF.Sqrt(512) : -1 / MathF.Sqrt(512)))];
    }
}
