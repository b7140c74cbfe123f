using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.FeedEvents;
using SocialInsurance.Eligibility.Partners;
using SocialInsurance.Storage;
using SocialInsurance.Tests.Support;

namespace SocialInsurance.Storage.Tests;

public abstract class PartnerStoreTests(DataFolder folder) : IDisposable
{
    private static readonly DateOnly Today = new(2026, 11, 1);

    [Fact]
    public async Task Partner_comes_back_as_it_was_added_and_stays_after_its_revocation()
    {
        await using var storage = await folder.OpenAsync();
        var added = (await AddAsync(storage, folder.Time)).Partner!;
        Assert.Equivalent(added, await storage.Partners.FindAsync(added.Id, DataFolder.Cancel), strict: true);

        folder.Time.Now = folder.Time.Now.AddHours(1);
        var revoked = await new RevokePartner(storage.Store, folder.Time).ExecuteAsync(added.Id, DataFolder.Cancel);

        Assert.Equivalent(added with { RevokedAt = folder.Time.Now }, Assert.Single(await storage.Partners.ListAsync(DataFolder.Cancel)), strict: true);
        Assert.Null(revoked.Refusal);
        Assert.IsType<PartnerAlreadyRevoked>((await new RevokePartner(storage.Store, folder.Time).ExecuteAsync(added.Id, DataFolder.Cancel)).Refusal);
        Assert.IsType<PartnerUnknown>((await new RevokePartner(storage.Store, folder.Time).ExecuteAsync(new PartnerId("p-none"), DataFolder.Cancel)).Refusal);
    }

    public static TheoryData<NewPartner, Type> Refused() => new()
    {
        { new NewPartner(" ", PartnerScope.Verification, 1, []), typeof(PartnerNameInvalid) },
        { new NewPartner("a\nb", PartnerScope.Verification, 1, []), typeof(PartnerNameInvalid) },
        { new NewPartner(new string('n', 65), PartnerScope.Verification, 1, []), typeof(PartnerNameInvalid) },
        { new NewPartner("n", PartnerScope.None, 1, []), typeof(PartnerScopeMissing) },
        { new NewPartner("n", PartnerScope.Verification, 0, []), typeof(PartnerQuotaInvalid) },
        { new NewPartner("n", PartnerScope.Verification, 100_000_001, []), typeof(PartnerQuotaInvalid) },
        { new NewPartner("n", PartnerScope.Feeds, 1, []), typeof(PartnerGrantsInvalid) },
        { new NewPartner("n", PartnerScope.Verification, 1, [Grant("a:death")]), typeof(PartnerGrantsInvalid) },
        { new NewPartner("n", PartnerScope.Feeds, 1, [Grant("a:death"), Grant("a:activity:account")]), typeof(PartnerGrantsInvalid) },
        { new NewPartner("n", PartnerScope.Feeds, 1, [Grant("cremation:activity:account")]), typeof(PartnerGrantContradicts) },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task Partner_that_makes_no_sense_is_refused_and_nothing_is_written(NewPartner asked, Type refusal)
    {
        await using var storage = await folder.OpenAsync();
        await AddAsync(storage, folder.Time);
        var before = folder.Count("audit_entry");

        var result = await new AddPartner(storage.Store, folder.Time).ExecuteAsync(asked, DataFolder.Cancel);

        Assert.Equal(refusal, result.Refusal?.GetType());
        Assert.Null(result.Key);
        Assert.Equal(before, folder.Count("audit_entry"));
    }

    [Fact]
    public async Task Quota_is_taken_up_to_the_limit_of_its_day_and_only_by_a_commit()
    {
        await using var storage = await folder.OpenAsync();
        var partner = (await AddAsync(storage, folder.Time, quota: 10)).Partner!;

        Assert.Equal(7, await TakeAsync(storage, partner, Today, 7));
        Assert.Equal(3, await TakeAsync(storage, partner, Today, 7, commit: false));
        Assert.Equal(3, await TakeAsync(storage, partner, Today, 7));
        Assert.Equal(0, await TakeAsync(storage, partner, Today, 1));
        Assert.Equal(1, await TakeAsync(storage, partner, Today.AddDays(1), 1));
        Assert.Equal((10, 1, 0), (
            await storage.Partners.ReadUsedAsync(partner.Id, Today, DataFolder.Cancel),
            await storage.Partners.ReadUsedAsync(partner.Id, Today.AddDays(1), DataFolder.Cancel),
            await storage.Partners.ReadUsedAsync(partner.Id, Today.AddDays(2), DataFolder.Cancel)));

        await new RevokePartner(storage.Store, folder.Time).ExecuteAsync(partner.Id, DataFolder.Cancel);
        Assert.Equal(0, await TakeAsync(storage, partner, Today.AddDays(1), 1));
    }

    [Fact]
    public async Task Accesses_are_listed_newest_first_for_their_person_alone()
    {
        await using var storage = await folder.OpenAsync();
        await folder.RegisterAsync(storage, 3);
        var partner = (await AddAsync(storage, folder.Time)).Partner!;
        for (var number = 0; number < 203; number++)
        {
            folder.Time.Now = folder.Time.Now.AddSeconds(1);
            await AskAsync(storage, folder.Time, partner, 1, $"reason {number}");
        }

        await AskAsync(storage, folder.Time, partner, 2, "other");

        var listed = await storage.PartnerAccesses.ListAsync(DataFolder.Id(1), DataFolder.Cancel);
        Assert.Equal(Enumerable.Range(3, 200).Reverse().Select(number => $"reason {number}"), listed.Select(access => access.Purpose));
        Assert.Single(await storage.PartnerAccesses.ListAsync(DataFolder.Id(2), DataFolder.Cancel));
        Assert.Empty(await storage.PartnerAccesses.ListAsync(DataFolder.Id(0), DataFolder.Cancel));
    }

    [Fact]
    public async Task Events_come_back_in_their_order_page_by_page()
    {
        await using var storage = await folder.OpenAsync();
        var partner = (await AddAsync(storage, folder.Time)).Partner!;
        var batch = await PushAsync(storage, folder.Time, partner, [.. Enumerable.Range(0, 25).Select(Death)]);
        Assert.All(batch.Answers, answer => Assert.Equal(FeedEventVerdict.Accepted, answer.Verdict));

        List<StoredFeedEvent> read = [];
        while (await storage.FeedEvents.ReadAsync(read.Count == 0 ? -1 : read[^1].AuditSequence, 10, DataFolder.Cancel) is { Count: > 0 } page)
        {
            read.AddRange(page);
        }

        Assert.Equal(Enumerable.Range(0, 25).Select(number => $"e-{number}"), read.Select(stored => stored.Event.EventId));
        Assert.Equal(
            new FeedEvent(partner.Id, "e-7", FeedEventKind.Death, "cremation", DocumentNumber.From("H00000007"), new PersonName("试验者000007号"), new DateOnly(2026, 10, 30)),
            read[7].Event);
    }

    [Theory]
    [InlineData("UPDATE feed_event SET document_sealed = (SELECT document_sealed FROM feed_event WHERE event_id = 'e-2') WHERE event_id = 'e-1'")]
    [InlineData("UPDATE feed_event SET name_sealed = document_sealed WHERE event_id = 'e-1'")]
    [InlineData("UPDATE feed_event SET event_id = 'e-9' WHERE event_id = 'e-1'")]
    public async Task Event_whose_sealed_fields_were_moved_does_not_open(string sql)
    {
        await using (var storage = await folder.OpenAsync())
        {
            await PushAsync(storage, folder.Time, (await AddAsync(storage, folder.Time)).Partner!, [Death(1), Death(2)]);
        }

        folder.Tamper(sql);
        await using var tampered = await folder.OpenAsync();
        var refused = await Assert.ThrowsAsync<StorageRefusedException>(() => tampered.FeedEvents.ReadAsync(-1, 10, DataFolder.Cancel));
        Assert.Equal(StorageFault.Damaged, refused.Fault);
        Assert.False((await tampered.AuditLog.VerifyAsync(DataFolder.Cancel)).Ok);
    }

    [Fact]
    public async Task Two_partners_pushing_at_once_lose_nothing()
    {
        await using var storage = await folder.OpenAsync();
        var first = (await AddAsync(storage, folder.Time)).Partner!;
        var second = (await AddAsync(storage, folder.Time, name: "乙")).Partner!;

        await Task.WhenAll(new[] { first, second }.SelectMany(partner => Enumerable.Range(0, 8).Select(
            part => PushAsync(storage, folder.Time, partner, [.. Enumerable.Range(part * 20, 40).Select(Death)]))));

        Assert.Equal(2 * 180, (await storage.FeedEvents.CountAsync(DataFolder.Cancel)).Accepted);
        Assert.True((await storage.AuditLog.VerifyAsync(DataFolder.Cancel)).Ok);
    }

    [Fact]
    public async Task Rotated_key_counts_at_once_and_the_former_one_until_its_time_is_over()
    {
        await using var storage = await folder.OpenAsync();
        var added = await AddAsync(storage, folder.Time);
        var id = added.Partner!.Id;
        var rotate = new RotatePartnerKey(storage.Store, folder.Time);
        Assert.IsType<PartnerOverlapInvalid>((await rotate.ExecuteAsync(id, TimeSpan.FromDays(31), DataFolder.Cancel)).Refusal);
        Assert.IsType<PartnerUnknown>((await rotate.ExecuteAsync(new PartnerId("p-none"), TimeSpan.Zero, DataFolder.Cancel)).Refusal);
        var second = (await rotate.ExecuteAsync(id, TimeSpan.FromDays(7), DataFolder.Cancel)).Key!;
        Assert.Equal<bool[]>([true, true], await KnownAsync(storage, id, added.Key!, second));
        folder.Time.Now = folder.Time.Now.AddDays(7);
        Assert.Equal<bool[]>([false, true], await KnownAsync(storage, id, added.Key!, second));

        // of three keys only two can ever count; without an overlap the former ends at once
        var third = (await rotate.ExecuteAsync(id, TimeSpan.FromDays(7), DataFolder.Cancel)).Key!;
        Assert.Equal<bool[]>([false, true, true], await KnownAsync(storage, id, added.Key!, second, third));
        var fourth = (await rotate.ExecuteAsync(id, TimeSpan.Zero, DataFolder.Cancel)).Key!;
        Assert.Equal<bool[]>([false, false, false, true], await KnownAsync(storage, id, added.Key!, second, third, fourth));
        Assert.Single(await storage.Partners.ListAsync(DataFolder.Cancel));
        Assert.True((await storage.AuditLog.VerifyAsync(DataFolder.Cancel)).Ok);
    }

    private async Task<bool[]> KnownAsync(PlatformStorage storage, PartnerId id, params string[] keys)
    {
        var partner = (await storage.Partners.FindAsync(id, DataFolder.Cancel))!;
        return [.. keys.Select(key => PartnerKey.TryRead(key, out _, out var digest) && partner.Knows(digest, folder.Time.Now))];
    }

    public void Dispose() => folder.Dispose();

    /// <summary>A record of every kind that partners leave: added, revoked, asked, pushed with and without a name.</summary>
    internal static async Task LeaveEveryRecordAsync(PlatformStorage storage, FixedTime time)
    {
        var partner = (await AddAsync(storage, time)).Partner!;
        await AskAsync(storage, time, partner, 1, "one");
        await AskAsync(storage, time, partner, number: null, "nobody");
        await PushAsync(storage, time, partner, [Death(1), Death(2) with { EventId = "a-2", Kind = FeedEventKind.Activity, Source = "bus_card", Name = "" }, Death(3) with { OccurredOn = "" }]);
        await new RotatePartnerKey(storage.Store, time).ExecuteAsync(partner.Id, TimeSpan.FromDays(7), DataFolder.Cancel);
        await new BindPartnerCertificate(storage.Store, time).ExecuteAsync(partner.Id, Sha256Digest.Of("certificate"u8), DataFolder.Cancel);
        await new RevokePartner(storage.Store, time).ExecuteAsync(partner.Id, DataFolder.Cancel);
    }

    private static FeedGrant Grant(string text) => FeedGrantText.TryRead(text)!;

    private static Task<AddPartnerResult> AddAsync(PlatformStorage storage, FixedTime time, int quota = 100_000, string name = "甲") =>
        new AddPartner(storage.Store, time).ExecuteAsync(
            new NewPartner(name, PartnerScope.Feeds | PartnerScope.Verification, quota, [Grant("cremation:death"), Grant("bus_card:activity:account")]),
            DataFolder.Cancel);

    private static PushedEvent Death(int number) => new(
        $"e-{number}", FeedEventKind.Death, "cremation", $"H{number:D8}", $"试验者{number:D6}号", "2026-10-30", "raw"u8.ToArray());

    private static Task<AcceptedBatch> PushAsync(PlatformStorage storage, FixedTime time, Partner partner, IReadOnlyList<PushedEvent> events) =>
        new AcceptFeedEvents(storage.Store, time, LocalDay).ExecuteAsync(partner, events, DataFolder.Cancel);

    private static async Task AskAsync(PlatformStorage storage, FixedTime time, Partner partner, int? number, string purpose)
    {
        var document = number is { } known ? DataFolder.Person(known).Document : DocumentNumber.From("NOBODY1");
        await new AnswerPartner(storage.Store, storage.Identities, time, LocalDay).ExecuteAsync(partner, new PartnerQuestion(document, null, purpose, "c-1"), DataFolder.Cancel);
    }

    private static async Task<int> TakeAsync(PlatformStorage storage, Partner partner, DateOnly day, int wanted, bool commit = true)
    {
        await using var work = await storage.Store.BeginAsync(DataFolder.Cancel);
        var granted = await work.Partners.TakeQuotaAsync(partner, day, wanted, DataFolder.Cancel);
        if (commit)
        {
            await work.CommitAsync(DataFolder.Cancel);
        }

        return granted;
    }

    private static DateOnly LocalDay(DateTimeOffset instant) => DateOnly.FromDateTime(instant.ToOffset(TimeSpan.FromHours(8)).DateTime);
}

public sealed class PartnerStoreOnSqliteTests() : PartnerStoreTests(new DataFolder());

public sealed class PartnerStoreOnPostgresTests(PostgresServer server) : PartnerStoreTests(new DataFolder(server));
