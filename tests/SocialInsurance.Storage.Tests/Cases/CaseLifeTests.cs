using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Benefits;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Certification;
using SocialInsurance.Eligibility.Notices;
using SocialInsurance.Eligibility.Review;
using SocialInsurance.Eligibility.Staff;
using SocialInsurance.Tests.Support;
using static SocialInsurance.Storage.Tests.Cases.CaseLife;

namespace SocialInsurance.Storage.Tests.Cases;

/// <summary>From a suspected death to a stopped payment and back, through the use cases and a real database.</summary>
public abstract class CaseLifeTests(DataFolder folder) : IDisposable
{
    [Fact]
    public async Task Stop_takes_the_whole_way_and_tells_the_payment_system_and_the_person()
    {
        await using var storage = await folder.OpenAsync();
        var life = await BeginAsync(folder, storage);
        Assert.Equal(new DateTimeOffset(2026, 11, 4, 9, 30, 0, TimeSpan.Zero), (await storage.Cases.FindRowAsync(life.Case, DataFolder.Cancel))!.DueAt);
        await life.StopAsync();
        Assert.Equal(BenefitState.Suspended, (await life.BenefitAsync()).State);
        Assert.Equal(["Suspension to payment"], await life.MessagesAsync());
        Assert.Equal(1, folder.Count("notice WHERE kind = 8"));
        var row = (await storage.Cases.FindRowAsync(life.Case, DataFolder.Cancel))!;
        Assert.Equal((CaseState.Closed, CaseConclusion.LossConfirmed, (DateTimeOffset?)null), (row.State, row.Conclusion, row.DueAt));
        Assert.True((await storage.AuditLog.VerifyAsync(DataFolder.Cancel)).Ok);
    }

    [Fact]
    public async Task Notice_of_a_doubt_counts_once_sent_and_once_a_day_and_channel()
    {
        await using var storage = await folder.OpenAsync();
        var life = await BeginAsync(folder, storage);
        Assert.IsType<CaseNotAssigned>((await life.SendAsync(MessageChannelKind.Sms)).Refusal);
        await life.DoAsync(new CaseCommand.Assign(Wang));
        Assert.Equal((true, false, true), ((await life.SendAsync(MessageChannelKind.Sms)).IsNew, (await life.SendAsync(MessageChannelKind.Sms)).IsNew, (await life.SendAsync(MessageChannelKind.Letter)).IsNew));
        await using (var work = await storage.Store.BeginAsync(DataFolder.Cancel))
        {
            Assert.Empty(await work.Notices.ReadSentAsync(Person, default, DataFolder.Cancel));
        }

        await life.DeliverAsync();
        await using (var work = await storage.Store.BeginAsync(DataFolder.Cancel))
        {
            Assert.Equal(2, (await work.Notices.ReadSentAsync(Person, default, DataFolder.Cancel)).Count);
        }

        folder.Time.Now = folder.Time.Now.AddDays(1);
        Assert.True((await life.SendAsync(MessageChannelKind.Sms)).IsNew);
    }

    [Fact]
    public async Task One_confirmation_undoes_a_stop_tells_everybody_and_counts_against_the_source()
    {
        await using var storage = await folder.OpenAsync();
        var life = await BeginAsync(folder, storage);
        await life.StopAsync();
        await life.AskAsync();
        folder.Time.Now = folder.Time.Now.AddDays(76);
        var claim = await new OpenAliveClaim(life.Store, life.Surroundings, folder.Time).ExecuteAsync(Person, CaseSource.Person, null, DataFolder.Cancel);
        var confirmed = await life.ConfirmAsync();
        Assert.Null(confirmed.Refusal);
        var benefit = await life.BenefitAsync();
        Assert.Equal(BenefitState.InPayment, benefit.State);
        // stopped from December, put right on 31 January: December is paid after
        Assert.Equal(new BackPayment(new DateOnly(2026, 12, 1), new DateOnly(2027, 1, 1), 218_600), confirmed.Resumption!.BackPay);
        Assert.Equal(benefit.Changes[^1], confirmed.Resumption);
        Assert.Equal((CaseConclusion.FindingRefuted, CaseConclusion.CertifiedInPerson), ((await life.FileAsync()).Conclusion, (await life.FileAsync(claim.Case!.Id)).Conclusion));
        Assert.Equal(
            ["Correction to partner:bank-1", "Resumption to payment", "SourceReversal to source:death.csv", "Suspension to payment"],
            (await life.MessagesAsync()).Order(StringComparer.Ordinal));
        Assert.Equal(["death.csv"], (await storage.Reversals.ReadReversalsAsync(DataFolder.Cancel)).Select(reversed => reversed.File));
        Assert.Equal((1, 1), (folder.Count("notice WHERE kind = 10"), folder.Count("notice WHERE kind = 11")));
        Assert.True((await storage.AuditLog.VerifyAsync(DataFolder.Cancel)).Ok);
        var (events, messages) = (folder.Count("review_case_event"), folder.Count("fact_message"));
        var again = await life.ConfirmAsync();
        Assert.Equal((confirmed.Decision!.Id, (BenefitChanged?)null), (again.Decision!.Id, again.Resumption));
        Assert.Equal((events, messages), (folder.Count("review_case_event"), folder.Count("fact_message")));
    }

    [Fact]
    public async Task Confirmation_closes_a_proposal_that_waits_for_approval()
    {
        await using var storage = await folder.OpenAsync();
        var life = await BeginAsync(folder, storage);
        await life.DoAsync(new CaseCommand.Assign(Wang), new CaseCommand.Pause(Wang, new DateOnly(2026, 11, 20), "police answers"));
        Assert.Null((await storage.Cases.FindRowAsync(life.Case, DataFolder.Cancel))!.DueAt);
        Assert.Equal([life.Case], (await life.ConfirmAsync()).Closed.Select(closed => closed.Id));
        Assert.Equal((CaseState.Closed, CaseConclusion.FindingRefuted), ((await life.FileAsync()).State, (await life.FileAsync()).Conclusion));
        Assert.Equal(["SourceReversal to source:death.csv"], await life.MessagesAsync());
    }

    [Fact]
    public async Task Confirmation_leaves_a_stop_that_says_nothing_about_life()
    {
        await using var storage = await folder.OpenAsync();
        var life = await BeginAsync(folder, storage);
        await life.StopAsync(MeasureGround.OtherLoss);
        Assert.Null((await life.ConfirmAsync()).Resumption);
        Assert.Equal(BenefitState.Suspended, (await life.BenefitAsync()).State);
    }

    [Fact]
    public async Task Nobody_handles_or_confirms_own_relatives_nor_the_own_region_where_the_rules_say_so()
    {
        await using var storage = await folder.OpenAsync();
        var life = await BeginAsync(folder, storage, ReviewRulesFile.Default.Rules with { OwnRegionConflicts = true });
        await using (var work = await storage.Store.BeginAsync(DataFolder.Cancel))
        {
            foreach (var (account, home) in new[] { (Wang, "99"), (Li, "44"), (Zhao, string.Empty) })
            {
                var made = new StaffAccount(account, "x", StaffRoles.Caseworker, false, 0, null, false) { ResidesIn = home };
                await work.Staff.PutAsync(made, new StaffAccountEvent(account, StaffChange.Created, made.Roles, Li, folder.Time.Now), DataFolder.Cancel);
            }

            await work.Staff.ChangeRelativeAsync(new StaffRelativeEvent(Zhao, Person, StaffRelativeChange.Declared, Zhao, folder.Time.Now), DataFolder.Cancel);
            await work.CommitAsync(DataFolder.Cancel);
        }

        Assert.IsType<ConflictOfInterest>((await life.HandleAsync(new CaseCommand.Assign(Zhao))).Refusal);
        Assert.IsType<ConflictOfInterest>((await life.HandleAsync(new CaseCommand.Assign(Wang))).Refusal);
        Assert.IsType<ConflictOfInterest>((await life.HandleAsync(new CaseCommand.Assign(Zhao, Li))).Refusal);
        Assert.IsType<OwnRelative>((await life.ConfirmAsync(by: Zhao)).Refusal);
        Assert.Null((await life.HandleAsync(new CaseCommand.Assign(Li))).Refusal);
    }

    [Fact]
    public async Task Claim_to_be_alive_is_red_due_the_same_day_one_at_a_time_and_stops_an_approval()
    {
        await using var storage = await folder.OpenAsync();
        var life = await BeginAsync(folder, storage);
        folder.Time.Now = new DateTimeOffset(2026, 11, 2, 2, 0, 0, TimeSpan.Zero);
        var open = new OpenAliveClaim(life.Store, life.Surroundings, folder.Time);
        Assert.IsType<BeneficiaryUnknown>((await open.ExecuteAsync(new("NOBODY"), CaseSource.Person, null, DataFolder.Cancel)).Refusal);
        var first = await open.ExecuteAsync(Person, CaseSource.Staff, Wang, DataFolder.Cancel);
        var second = await open.ExecuteAsync(Person, CaseSource.Relative, null, DataFolder.Cancel);
        Assert.Equal((true, false, first.Case!.Id), (first.IsNew, second.IsNew, second.Case!.Id));
        Assert.Equal((RiskColour.Red, new DateTimeOffset(2026, 11, 2, 9, 30, 0, TimeSpan.Zero)), (first.Case.Colour, first.DueAt));
        Assert.Equal(first.DueAt, (await storage.Cases.FindRowAsync(first.Case.Id, DataFolder.Cancel))!.DueAt);
        var refused = await Assert.ThrowsAnyAsync<Exception>(() => life.StopAsync());
        Assert.Contains("NoSignOfLife", refused.Message, StringComparison.Ordinal);
        Assert.Equal(BenefitState.InPayment, (await life.BenefitAsync()).State);
    }

    [Fact]
    public async Task Appeal_is_decided_by_others_and_granted_puts_everything_right()
    {
        await using var storage = await folder.OpenAsync();
        var life = await BeginAsync(folder, storage);
        await life.StopAsync();
        Assert.IsType<NothingToAppeal>((await life.AppealAsync(life.Case, DataFolder.Id(0))).Refusal);
        var appeal = await life.AppealAsync(null);
        Assert.Equal((true, life.Case, RiskColour.Red), (appeal.IsNew, appeal.Case!.About, appeal.Case.Colour));
        Assert.False((await life.AppealAsync(life.Case)).IsNew);
        var id = appeal.Case.Id;
        Assert.IsType<ConflictOfInterest>((await life.HandleAsync(new CaseCommand.Assign(Wang), id: id)).Refusal);
        Assert.IsType<ConflictOfInterest>((await life.HandleAsync(new CaseCommand.Assign(Li), id: id)).Refusal);
        Assert.Null((await life.HandleAsync(new CaseCommand.Assign(Zhao), id: id)).Refusal);
        folder.Time.Now = folder.Time.Now.AddDays(60);
        Assert.Null((await life.HandleAsync(new CaseCommand.Close(Zhao, CaseConclusion.AppealGranted, "met at home"), id: id)).Refusal);
        Assert.Equal((CaseConclusion.AppealGranted, CaseConclusion.FindingRefuted), ((await life.FileAsync(id)).Conclusion, (await life.FileAsync()).Conclusion));
        var benefit = await life.BenefitAsync();
        Assert.Equal((BenefitState.InPayment, 1), (benefit.State, benefit.Changes[^1].BackPay!.Months));
        Assert.Equal(["Resumption to payment"], await life.MessagesAsync(id));
        Assert.Equal(["SourceReversal to source:death.csv", "Suspension to payment"], (await life.MessagesAsync()).Order(StringComparer.Ordinal));
        Assert.Single(await storage.Reversals.ReadReversalsAsync(DataFolder.Cancel));
        // an appeal against the appeal: whoever granted it is not asked again
        var second = await life.AppealAsync(id);
        Assert.All([Wang, Li, Zhao], account => Assert.IsType<ConflictOfInterest>(life.HandleAsync(new CaseCommand.Assign(account), id: second.Case!.Id).GetAwaiter().GetResult().Refusal));
        Assert.True((await storage.AuditLog.VerifyAsync(DataFolder.Cancel)).Ok);
    }

    [Fact]
    public async Task Appeal_upheld_changes_nothing()
    {
        await using var storage = await folder.OpenAsync();
        var life = await BeginAsync(folder, storage);
        await life.StopAsync();
        var id = (await life.AppealAsync(life.Case)).Case!.Id;
        await life.HandleAsync(new CaseCommand.Assign(Zhao), id: id);
        Assert.IsType<ConclusionDoesNotFit>((await life.HandleAsync(new CaseCommand.Close(Zhao, CaseConclusion.FindingRefuted), id: id)).Refusal);
        Assert.Null((await life.HandleAsync(new CaseCommand.Close(Zhao, CaseConclusion.AppealUpheld, "both records stand"), id: id)).Refusal);
        Assert.Equal((BenefitState.Suspended, CaseConclusion.LossConfirmed), ((await life.BenefitAsync()).State, (await life.FileAsync()).Conclusion));
    }

    [Fact]
    public async Task Double_click_is_done_once_and_a_stale_page_is_told_how_the_case_stands()
    {
        await using var storage = await folder.OpenAsync();
        var life = await BeginAsync(folder, storage);
        await life.DoAsync(new CaseCommand.Assign(Wang));
        var first = await life.HandleAsync(new CaseCommand.Note(Wang, "noted"), 2);
        var second = await life.HandleAsync(new CaseCommand.Note(Wang, "noted"), 2);
        Assert.Equal((null, null, 3, 3), (first.Refusal, second.Refusal, first.Case!.Version, second.Case!.Version));
        var stale = await life.HandleAsync(new CaseCommand.Close(Wang, CaseConclusion.FindingRefuted), 2);
        Assert.Equal(3, Assert.IsType<CaseMoved>(stale.Refusal).Version);
        Assert.Equal(3, stale.Case!.Version);
    }

    [Fact]
    public async Task Closed_case_that_is_drawn_is_judged_once_by_somebody_who_never_touched_it()
    {
        await using var storage = await folder.OpenAsync();
        var life = await BeginAsync(folder, storage, ReviewRulesFile.Default.Rules with { BlindSharePercent = 100 });
        var judge = new JudgeBlind(life.Store, life.Surroundings, folder.Time);
        Task<BlindJudged> JudgeAsync(CaseworkerId by) => judge.ExecuteAsync(life.Case, by, BlindConclusion.NoLoss, "the record is of another person", DataFolder.Cancel);
        Assert.IsType<CaseNotClosed>((await JudgeAsync(Zhao)).Refusal);
        await life.DoAsync(new CaseCommand.Assign(Li), new CaseCommand.Assign(Wang), new CaseCommand.Close(Wang, CaseConclusion.RecordOfAnotherPerson, "other birthday"));
        Assert.Equal([life.Case], (await storage.Cases.ListBlindAsync(Zhao, string.Empty, 10, DataFolder.Cancel)).Select(file => file.Id));
        Assert.IsType<ConflictOfInterest>((await JudgeAsync(Wang)).Refusal);
        Assert.IsType<ConflictOfInterest>((await JudgeAsync(Li)).Refusal);
        var judged = await JudgeAsync(Zhao);
        Assert.Equal((BlindConclusion.NoLoss, Wang), (judged.Review!.First, judged.Review.FirstBy));
        Assert.IsType<BlindReviewDone>((await JudgeAsync(Zhao)).Refusal);
        Assert.IsType<BlindReviewDone>((await JudgeAsync(new CaseworkerId("chen"))).Refusal);
        Assert.Single(await storage.Cases.ListJudgedAsync(default, DateTimeOffset.MaxValue, string.Empty, DataFolder.Cancel));
        Assert.True((await storage.AuditLog.VerifyAsync(DataFolder.Cancel)).Ok);
    }

    public void Dispose() => folder.Dispose();
}

public sealed class CaseLifeOnSqliteTests() : CaseLifeTests(new DataFolder());

public sealed class CaseLifeOnPostgresTests(PostgresServer server) : CaseLifeTests(new DataFolder(server));
