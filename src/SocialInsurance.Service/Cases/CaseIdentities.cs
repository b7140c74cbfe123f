using System.Globalization;
using SocialInsurance.Contracts;
using SocialInsurance.Contracts.Cases;
using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Benefits;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Corrections;
using SocialInsurance.Eligibility.Notices;
using SocialInsurance.Eligibility.Staff;
using SocialInsurance.Service.Hosting;
using SocialInsurance.Service.Platform;
using SocialInsurance.Service.Staff;
using BenefitMeasure = SocialInsurance.Eligibility.Benefits.BenefitMeasure;

namespace SocialInsurance.Service.Cases;

/// <summary>What shows a person's name: the identity behind the mask, the correction letter. Written down before it is shown. Thread-safe.</summary>
internal sealed class CaseIdentities(PlatformPorts ports, StaffReadLog reads, CaseReceivers receivers, CaseCorrections corrections)
{
    // of a letter nobody types a reason: it is the letter
    private const string LetterReason = "更正告知书";

    /// <summary>Null: the register no longer knows the person.</summary>
    internal async Task<RevealedIdentityDto?> RevealAsync(StaffAccount account, CaseRow row, string reason, CancellationToken cancellationToken)
    {
        await reads.WriteAsync(account, StaffReadKind.Identity, row.Beneficiary, reason, cancellationToken);
        if (await ports.Identities.FindAsync(row.Beneficiary, cancellationToken) is not { } person)
        {
            return null;
        }

        var phone = ports.Contacts is { } contacts ? await contacts.FindAsync(row.Beneficiary, MessageChannelKind.Sms, cancellationToken) : null;
        return new RevealedIdentityDto(person.Name.Reveal(), person.Document.Reveal(), person.BornOn, phone?.Address);
    }

    /// <summary>The letter, or why there is none; both null: the case or the person is gone.</summary>
    internal async Task<(CorrectionLetterDto? Letter, Refusal? Refusal)> LetterAsync(StaffAccount account, CaseRow row, CancellationToken cancellationToken)
    {
        if (await ports.Cases!.FindAsync(row.Id, cancellationToken) is not { } file)
        {
            return default;
        }

        var benefit = await ports.Benefits!.FindStandingAsync(file.Beneficiary, cancellationToken);
        if (await corrections.FindAsync(file, benefit, cancellationToken) is not { } wrong)
        {
            return (null, new NothingCorrected(row.Id));
        }

        await reads.WriteAsync(account, StaffReadKind.Identity, row.Beneficiary, LetterReason, cancellationToken);
        if (await ports.Identities.FindAsync(row.Beneficiary, cancellationToken) is not { } person)
        {
            return default;
        }

        var closed = WrongFinding.ClosedAt(file)!.Value;
        var correctedOn = ports.LocalDay(closed);
        var pay = WrongFinding.ResumptionOf(file, benefit)?.BackPay;
        return (
            new CorrectionLetterDto(
                ports.Authority,
                NumberOf(file, correctedOn),
                person.Name.Reveal(),
                person.Document.ToString(),
                correctedOn,
                [.. ParagraphsOf(wrong, benefit, pay)],
                pay is null ? null : CaseParts.BackPayOf(pay),
                await ToldAsync(file, closed, cancellationToken)),
            null);
    }

    /// <summary>Whoever was told since the case was closed; a correction stands with one of the person's cases.</summary>
    private async Task<IReadOnlyList<CorrectionReceiverDto>> ToldAsync(ReviewCase file, DateTimeOffset closed, CancellationToken cancellationToken)
    {
        if (ports.FactMessages is not { } messages)
        {
            return [];
        }

        List<FactMessageStatus> told = [];
        foreach (var row in await ports.Cases!.ListOfAsync(file.Beneficiary, cancellationToken))
        {
            var sent = await messages.ListMessagesAsync(row.Id, cancellationToken);
            told.AddRange(sent
                .Where(one => one.Message.RecordedAt >= closed && one.Message.Kind is FactKind.Correction or FactKind.SourceReversal or FactKind.Resumption));
        }

        var names = await receivers.NamesOfAsync(file, told.Select(one => one.Message.Receiver), cancellationToken);
        return [.. told.Select(one => new CorrectionReceiverDto(one.Message.Receiver, CaseWords.Of(one.State), one.SentAt, names[one.Message.Receiver]))];
    }

    // back pay, receivers, apology and where to ask stand in the sheet, from the letter's other members
    private static IEnumerable<TextDto> ParagraphsOf(ReviewCase wrong, BenefitStanding benefit, BackPayment? pay)
    {
        yield return CaseTexts.Fill("CaseLetterOpening", CaseTexts.KindOf(wrong.Kind));
        yield return ServiceTexts.Get(DoubtKinds.IsDoubtOfLife(wrong.Kind) ? "CaseLetterCorrected" : "CaseLetterUnfounded");
        if (pay is null && !benefit.Changes.Any(change => change.RecordedAt >= wrong.OpenedAt || change == benefit.Changes[^1] && change.Measure != BenefitMeasure.Resume))
        {
            yield return ServiceTexts.Get("CaseLetterNothingStopped");
        }
    }

    // year and the end of the case's id: nobody counts letters here
    private static string NumberOf(ReviewCase file, DateOnly on) =>
        string.Format(CultureInfo.InvariantCulture, ServiceTexts.Get("CaseLetterNumber").Zh, on.Year, file.Id.ToString()[^8..].ToUpperInvariant());
}
