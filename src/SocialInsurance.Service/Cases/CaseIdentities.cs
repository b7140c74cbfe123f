using System.Globalization;
using SocialInsurance.Contracts;
using SocialInsurance.Contracts.Cases;
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
internal sealed class CaseIdentities(PlatformPorts ports, StaffReadLog reads, CaseReceivers receivers)
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

    /// <summary>Null while nothing was corrected in the case.</summary>
    internal async Task<CorrectionLetterDto?> LetterAsync(StaffAccount account, CaseRow row, CancellationToken cancellationToken)
    {
        if (!IsCorrected(row) || await ports.Cases!.FindAsync(row.Id, cancellationToken) is not { } file)
        {
            return null;
        }

        await reads.WriteAsync(account, StaffReadKind.Identity, row.Beneficiary, LetterReason, cancellationToken);
        if (await ports.Identities.FindAsync(row.Beneficiary, cancellationToken) is not { } person)
        {
            return null;
        }

        var correctedOn = ports.LocalDay(file.Events[^1].RecordedAt);
        var pay = await BackPayAsync(file, cancellationToken);
        return new CorrectionLetterDto(
            ports.Authority,
            NumberOf(file, correctedOn),
            person.Name.Reveal(),
            person.Document.ToString(),
            correctedOn,
            [.. ParagraphsOf(file, pay)],
            pay is null ? null : CaseParts.BackPayOf(pay),
            await ToldAsync(file, cancellationToken));
    }

    private static bool IsCorrected(CaseRow row) => row.Conclusion switch
    {
        CaseConclusion.FindingRefuted or CaseConclusion.RecordOfAnotherPerson or CaseConclusion.Resumed or CaseConclusion.AppealGranted => true,
        CaseConclusion.CertifiedInPerson => row.Kind == FindingKind.AliveClaim,
        _ => false,
    };

    /// <summary>Whoever was told since the case was closed; a correction stands with one of the person's cases.</summary>
    private async Task<IReadOnlyList<CorrectionReceiverDto>> ToldAsync(ReviewCase file, CancellationToken cancellationToken)
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
                .Where(one => one.Message.RecordedAt >= file.Events[^1].RecordedAt && one.Message.Kind is FactKind.Correction or FactKind.SourceReversal or FactKind.Resumption));
        }

        var names = await receivers.NamesOfAsync(file, told.Select(one => one.Message.Receiver), cancellationToken);
        return [.. told.Select(one => new CorrectionReceiverDto(one.Message.Receiver, CaseWords.Of(one.State), one.SentAt, names[one.Message.Receiver]))];
    }

    /// <summary>Of the resumption that ended a stop resting on this case, or that was recorded with its closing.</summary>
    private async Task<BackPayment?> BackPayAsync(ReviewCase file, CancellationToken cancellationToken)
    {
        var standing = await ports.Benefits!.FindStandingAsync(file.Beneficiary, cancellationToken);
        return standing.Changes.LastOrDefault(change =>
            change.Measure == BenefitMeasure.Resume && (change.Case == file.Id || file.Events.Any(happened => happened.RecordedAt == change.RecordedAt)))?.BackPay;
    }

    // back pay, receivers, apology and where to ask stand in the sheet, from the letter's other members
    private static IEnumerable<TextDto> ParagraphsOf(ReviewCase file, BackPayment? pay)
    {
        yield return CaseTexts.Fill("CaseLetterOpening", CaseTexts.KindOf(file.Kind));
        yield return ServiceTexts.Get("CaseLetterCorrected");
        if (pay is null)
        {
            yield return ServiceTexts.Get("CaseLetterNothingStopped");
        }
    }

    // year and the end of the case's id: nobody counts letters here
    private static string NumberOf(ReviewCase file, DateOnly on) =>
        string.Format(CultureInfo.InvariantCulture, ServiceTexts.Get("CaseLetterNumber").Zh, on.Year, file.Id.ToString()[^8..].ToUpperInvariant());
}
