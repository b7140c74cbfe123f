using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Certification;
using SocialInsurance.Eligibility.DataComparison;
using SocialInsurance.Service.Receipts;
using SocialInsurance.Service.Tests.Platform;
using FindingKind = SocialInsurance.Eligibility.Cases.FindingKind;

namespace SocialInsurance.Service.Tests.Cases;

/// <summary>Cases as a recorded run or session opens them.</summary>
internal static class CaseSamples
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>A red case over a death record in a feed; the same run and record open it once.</summary>
    public static async Task<CaseId> OpenAsync(RunningPlatform platform, int person, string kind = "DeathSuspected", string place = "civil-deaths.csv:12", PolicyReference? policy = null)
    {
        await new RecordSilentDecisions(platform.Storage.Store, platform.Clock).ExecuteAsync(
            new SilentRun(
                new RunId(string.Create(CultureInfo.InvariantCulture, $"run-{kind}-{person}")),
                RunningPlatform.AsOf,
                policy ?? RecordRun.PolicyOf(RunningPlatform.Policy.Stamp),
                12,
                Sha256Digest.Of("decisions"u8)),
            [
                new SilentDecision(
                    RunningPlatform.Id(person),
                    DecisionOutcome.Review,
                    "death.suspected",
                    new DecisionEvidence("civil-deaths", new DateOnly(2026, 10, 20), place),
                    [new Finding(new FindingKind(kind), Eligibility.Cases.RiskColour.Red, place)]),
            ],
            Token);
        return (await platform.Storage.Cases.ListOfAsync(RunningPlatform.Id(person), Token)).Last(row => row.Kind.Code == kind).Id;
    }

    /// <summary>The receipt of somebody certified silently.</summary>
    public static async Task<string> ReceiptAsync(RunningPlatform platform)
    {
        var receipts = platform.App.Services.GetRequiredService<IReceiptDesk>();
        return (await receipts.FindOrIssueAsync(RunningPlatform.Id(0), Token))!.ReceiptId;
    }

    /// <summary>Waits until the dispatcher of the host has handed every notice to its channel; its clock does not move.</summary>
    public static async Task SendAllAsync(RunningPlatform platform)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(TimeSpan.FromMinutes(3));
        while ((await platform.Storage.Notices.CountAsync(patience.Token)).GetValueOrDefault(Eligibility.Notices.NoticeState.Queued) > 0)
        {
            await Task.Delay(50, patience.Token);
        }
    }
}
