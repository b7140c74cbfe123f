using System.Text;
using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Certification;
using SocialInsurance.Eligibility.Enrolment;
using SocialInsurance.Eligibility.ReviewFrames;
using SocialInsurance.Tests.Support;

namespace SocialInsurance.Storage.Tests;

/// <summary>Frames of a referred session: kept sealed for the review, gone with it.</summary>
public abstract class ReviewFrameTests(DataFolder folder) : IDisposable
{
    private static readonly DateOnly Day = new(2026, 11, 1);
    private static readonly CaseworkerId Wang = new("wang");
    private static readonly byte[] Best = Encoding.ASCII.GetBytes("not a picture but looked for in the files: best");
    private static readonly byte[] Turned = Encoding.ASCII.GetBytes("not a picture but looked for in the files: turned");
    private static readonly ShownFace Shown = new(new DateTimeOffset(2026, 11, 1, 1, 0, 0, TimeSpan.Zero), 0.31, 0.42, 0.97, 0.8, ["NonMatch", "AttemptsExhausted"]);

    [Fact]
    public async Task Frames_kept_for_a_case_read_back_and_lie_sealed()
    {
        await using var storage = await StartAsync();
        Assert.Equal(FramesKeeping.Kept, await KeepAsync(storage, "s1"));
        var kept = (await storage.ReviewFrames.FindAsync(await CaseAsync(storage), DataFolder.Cancel))!;
        Assert.Equal((2, Day.AddDays(30)), (kept.Frames, kept.EraseOn));
        var face = (await storage.Templates.ReviewFrames.ReadAsync(kept.Set, DataFolder.Cancel))!;
        Assert.Equal((0.31, 0.97), (face.Face.MatchScore, face.Face.PadScore));
        Assert.Equal(Shown.Reasons, face.Face.Reasons);
        Assert.Equal([(1, FrameKind.Best, null), (2, FrameKind.Challenge, "turnLeft")], face.Frames.Select(frame => (frame.Number, frame.Kind, frame.Action)));
        Assert.Equal(Turned, await storage.Templates.ReviewFrames.ReadFrameAsync(kept.Set, 2, DataFolder.Cancel));
        Assert.Null(await storage.Templates.ReviewFrames.ReadFrameAsync(kept.Set, 3, DataFolder.Cancel));
        Assert.Equal(FramesKeeping.NoCase, await KeepAsync(storage, "s1"));
        Assert.True((await storage.AuditLog.VerifyAsync(DataFolder.Cancel)).Ok);
        foreach (var file in Directory.EnumerateFiles(folder.Path, "*.db*"))
        {
            Assert.Equal(-1, (await File.ReadAllBytesAsync(file, DataFolder.Cancel)).AsSpan().IndexOf("looked for in the files"u8));
        }
    }

    [Fact]
    public async Task Frames_without_case_consent_or_picture_are_not_kept()
    {
        await using var storage = await StartAsync();
        Assert.Equal(FramesKeeping.NoCase, await KeepAsync(storage, "s2"));
        Assert.Equal(FramesKeeping.NoFrames, await Keep(storage).ExecuteAsync(Referred("s1") with { Shots = [] }, DataFolder.Cancel));
        await WithdrawAsync(storage);
        Assert.Equal(FramesKeeping.NoConsent, await KeepAsync(storage, "s1"));
        Assert.Equal((0, 0), (folder.Count("review_frames_kept"), (await storage.Templates.ReviewFrames.ListAsync(DataFolder.Cancel)).Count));
    }

    [Fact]
    public async Task Frames_are_erased_when_the_case_closes()
    {
        await using var storage = await StartAsync();
        await KeepAsync(storage, "s1");
        Assert.Equal(default, await EraseAsync(storage, Day));
        var handle = new HandleCase(storage.Store, CaseSurroundings.Default, folder.Time);
        var id = await CaseAsync(storage);
        Assert.Null((await handle.ExecuteAsync(id, null, new CaseCommand.Assign(Wang), DataFolder.Cancel)).Refusal);
        Assert.Null((await handle.ExecuteAsync(id, null, new CaseCommand.Close(Wang, CaseConclusion.FindingRefuted, "本人到窗口"), DataFolder.Cancel)).Refusal);
        Assert.Equal(new FrameErasureRound(1, 0, 0), await EraseAsync(storage, Day));
        await AssertGoneAsync(storage, id, FrameErasure.CaseClosed);
    }

    [Fact]
    public async Task Frames_are_erased_after_thirty_days_and_not_a_day_before()
    {
        await using var storage = await StartAsync();
        await KeepAsync(storage, "s1");
        Assert.Equal(default, await EraseAsync(storage, Day.AddDays(29)));
        Assert.Equal(new FrameErasureRound(0, 1, 0), await EraseAsync(storage, Day.AddDays(30)));
        await AssertGoneAsync(storage, await CaseAsync(storage), FrameErasure.TimeOver);
    }

    [Fact]
    public async Task Frames_are_erased_at_once_when_the_consent_is_taken_back()
    {
        await using var storage = await StartAsync();
        await KeepAsync(storage, "s1");
        await WithdrawAsync(storage);
        await AssertGoneAsync(storage, await CaseAsync(storage), FrameErasure.ConsentWithdrawn);
        Assert.Equal(default, await EraseAsync(storage, Day.AddDays(60)));
    }

    [Fact]
    public async Task Frames_that_a_fault_left_without_a_link_are_erased_and_linked_ones_are_not()
    {
        await using var storage = await StartAsync();
        await KeepAsync(storage, "s1");
        await storage.Templates.ReviewFrames.StoreAsync(new FrameSetId(Guid.CreateVersion7(folder.Time.Now)), Shown, Referred("s1").Shots, DataFolder.Cancel);
        Assert.Equal(new FrameErasureRound(0, 0, 1), await EraseAsync(storage, Day));
        Assert.Single(await storage.Templates.ReviewFrames.ListAsync(DataFolder.Cancel));
    }

    [Fact]
    public async Task Frames_go_along_when_the_key_of_the_templates_is_rotated_and_the_old_one_destroyed()
    {
        await using var storage = await StartAsync();
        await KeepAsync(storage, "s1");
        var result = await storage.RotateTemplateKeyAsync(dropOlder: true, null, DataFolder.Cancel);
        Assert.Equal([1u], result.Dropped);
        var kept = (await storage.ReviewFrames.FindAsync(await CaseAsync(storage), DataFolder.Cancel))!;
        Assert.Equal(Best, await storage.Templates.ReviewFrames.ReadFrameAsync(kept.Set, 1, DataFolder.Cancel));
        Assert.Equal(0.31, (await storage.Templates.ReviewFrames.ReadAsync(kept.Set, DataFolder.Cancel))!.Face.MatchScore);
    }

    [Fact]
    public async Task Link_that_is_changed_or_removed_is_found_by_the_audit()
    {
        await using (var storage = await StartAsync())
        {
            await KeepAsync(storage, "s1");
        }

        folder.Tamper("UPDATE review_frames_kept SET erase_on = 20991231");
        Assert.False((await folder.VerifyAsync()).Ok);
        folder.Tamper("UPDATE review_frames_kept SET erase_on = 20261201");
        Assert.True((await folder.VerifyAsync()).Ok);
        folder.Tamper("DELETE FROM review_frames_kept");
        Assert.False((await folder.VerifyAsync()).Ok);
    }

    /// <summary>Somebody's frames, kept for a case and gone with the consent.</summary>
    internal static async Task LeaveEveryRecordAsync(PlatformStorage storage, TimeProvider time)
    {
        await ReferAsync(storage, time);
        Assert.Equal(
            FramesKeeping.Kept,
            await new KeepReviewFrames(storage.Store, storage.Templates.ReviewFrames, time).ExecuteAsync(Referred("s1"), DataFolder.Cancel));
        await new WithdrawFaceConsent(storage.Store, storage.Templates, time).ExecuteAsync(DataFolder.Id(0), DataFolder.Cancel);
    }

    public void Dispose() => folder.Dispose();

    private static ReferredSession Referred(string session) => new(
        new SessionId(session),
        DataFolder.Id(0),
        Day,
        Shown,
        [new SessionShot(FrameKind.Best, null, Shown.EndedAt, Best), new SessionShot(FrameKind.Challenge, "turnLeft", Shown.EndedAt, Turned)]);

    private static async Task<CaseId> CaseAsync(PlatformStorage storage) => (await storage.Cases.ListOfAsync(DataFolder.Id(0), DataFolder.Cancel)).Single().Id;

    /// <summary>Somebody who agreed, and whose session s1 ended with a caseworker.</summary>
    private async Task<PlatformStorage> StartAsync()
    {
        var storage = await folder.OpenAsync();
        await folder.RegisterAsync(storage, 2);
        await ReferAsync(storage, folder.Time);
        return storage;
    }

    private static async Task ReferAsync(PlatformStorage storage, TimeProvider time)
    {
        await new RecordFaceConsent(storage.Store, time).ExecuteAsync(DataFolder.Id(0), "face-2026.1", DataFolder.Cancel);
        var recorded = await new RecordFaceDecision(storage.Store, time).ExecuteAsync(
            new FaceSessionDecision(
                new SessionId("s1"), 3, DataFolder.Id(0), CertificationMethod.SelfFace, DecisionOutcome.Review, "face.ReferToCaseworker.NonMatch", DataFolder.Policy,
                DeciderKind.Automatic, "detect=00", 12, [new Finding(new FindingKind("FaceReferred"), RiskColour.Yellow, KeepReviewFrames.PlaceOf(new SessionId("s1")))]),
            Day,
            DataFolder.Cancel);
        Assert.Equal(1, recorded.CasesOpened);
    }

    private KeepReviewFrames Keep(PlatformStorage storage) => new(storage.Store, storage.Templates.ReviewFrames, folder.Time);

    private Task<FramesKeeping> KeepAsync(PlatformStorage storage, string session) => Keep(storage).ExecuteAsync(Referred(session), DataFolder.Cancel);

    private Task<FrameErasureRound> EraseAsync(PlatformStorage storage, DateOnly today) =>
        new EraseReviewFrames(storage.Store, storage.Templates.ReviewFrames, folder.Time).ExecuteAsync(today, DataFolder.Cancel);

    private Task WithdrawAsync(PlatformStorage storage) => new WithdrawFaceConsent(storage.Store, storage.Templates, folder.Time).ExecuteAsync(DataFolder.Id(0), DataFolder.Cancel);

    private async Task AssertGoneAsync(PlatformStorage storage, CaseId id, FrameErasure reason)
    {
        Assert.Null(await storage.ReviewFrames.FindAsync(id, DataFolder.Cancel));
        Assert.Empty(await storage.Templates.ReviewFrames.ListAsync(DataFolder.Cancel));
        Assert.Equal(1, folder.Count($"review_frames_erased WHERE reason = {(int)reason}"));
        Assert.True((await storage.AuditLog.VerifyAsync(DataFolder.Cancel)).Ok);
    }
}

public sealed class ReviewFramesOnSqliteTests() : ReviewFrameTests(new DataFolder());

public sealed class ReviewFramesOnPostgresTests(PostgresServer server) : ReviewFrameTests(new DataFolder(server));
