using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Benefits;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Partners;

namespace SocialInsurance.Eligibility.Corrections;

/// <summary>Whom a correction must reach.</summary>
/// <param name="Receivers">ever told something about the person</param>
/// <param name="Partners">that asked since the doubt</param>
public sealed record FactAudience(IReadOnlyList<string> Receivers, IReadOnlyList<PartnerId> Partners);

/// <summary>
/// Makes the messages to receivers outside. Pure. Bodies are JSON in camelCase and name the person by the beneficiary id alone; keys say
/// what a message is about, so that a fact is queued once for ever.
/// </summary>
public static class FactMessages
{
    /// <summary>The payment system.</summary>
    public const string Payment = "payment";

    private const string SourcePrefix = "source:";
    private const int ReceiverMaxLength = 100;

    /// <summary>Of a measure, to the payment system.</summary>
    public static NewFactMessage Of(BenefitChanged change) => new(
        change.Beneficiary,
        change.Case,
        change.Measure switch
        {
            BenefitMeasure.Suspend => FactKind.Suspension,
            BenefitMeasure.Terminate => FactKind.Termination,
            BenefitMeasure.Resume => FactKind.Resumption,
            _ => throw new ArgumentException($"Benefit measure {(int)change.Measure} is not known.", nameof(change)),
        },
        Payment,
        FormattableString.Invariant($"{Payment}:{change.Beneficiary}:{change.Ordinal}"),
        Body(change.Beneficiary, change.Case, json =>
        {
            json.WriteString("measure", Name(change.Measure));
            json.WriteString("effectiveMonth", Month(change.EffectiveMonth));
            json.WriteString("legalBasis", change.LegalBasis);
            WriteBackPay(json, change.BackPay);
        }),
        change.RecordedAt);

    /// <summary>
    /// Of doubts that proved wrong: to each source of a wrong death record that it be corrected there, to everybody else who was told or
    /// asked that the person is alive.
    /// </summary>
    /// <param name="refuted">cases as they stand after the refutation</param>
    /// <param name="deaths">what else reported the death, beside the record that a case names</param>
    public static IReadOnlyList<NewFactMessage> OfRefuted(
        IReadOnlyList<ReviewCase> refuted, ILookup<CaseId, ReportedDeath> deaths, FactAudience audience, DateTimeOffset at)
    {
        var wrong = refuted.Where(file => DoubtKinds.IsDeathRecord(file.Kind)).ToList();
        List<NewFactMessage> messages = [.. wrong.Select(file => Reversal(file, file.RecordPlace, at))];
        var sources = messages.Select(message => message.Receiver).ToHashSet(StringComparer.Ordinal);
        messages.AddRange(
            from file in wrong
            from death in deaths[file.Id]
            where sources.Add(SourceOf(death.Place))
            select Reversal(file, death.Place, at));

        if (refuted.Count > 0)
        {
            var told = audience.Receivers.Where(receiver => receiver != Payment && !receiver.StartsWith(SourcePrefix, StringComparison.Ordinal));
            var receivers = told.Concat(audience.Partners.Select(partner => $"partner:{partner}")).Distinct(StringComparer.Ordinal);
            messages.AddRange(receivers.Select(receiver =>
                New(refuted[0], FactKind.Correction, receiver, json => json.WriteBoolean("alive", true), at)));
        }

        return messages;
    }

    /// <summary>The receiver that answers for a record: "source:" and the file; what does not fit the form is replaced and told apart by a digest.</summary>
    /// <param name="recordPlace">"file:line"</param>
    public static string SourceOf(string recordPlace)
    {
        var end = recordPlace.LastIndexOf(':');
        var file = end > 0 ? recordPlace[..end] : recordPlace;
        var name = string.Concat(file.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or '-' ? letter : '_'));
        const int room = ReceiverMaxLength - 16;
        return name == file && name.Length <= room
            ? SourcePrefix + name
            : $"{SourcePrefix}{name[..Math.Min(name.Length, room - 9)]}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(file)))[..8]}";
    }

    private static NewFactMessage Reversal(ReviewCase file, string place, DateTimeOffset at) =>
        New(file, FactKind.SourceReversal, SourceOf(place), json => json.WriteString("record", place), at);

    private static NewFactMessage New(ReviewCase file, FactKind kind, string receiver, Action<Utf8JsonWriter> write, DateTimeOffset at) => new(
        file.Beneficiary,
        file.Id,
        kind,
        receiver,
        // a case that was opened again and refuted again is a new fact
        FormattableString.Invariant($"{Name(kind)}:{file.Id}:{file.Version}:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(receiver)))[..16]}"),
        Body(file.Beneficiary, file.Id, write),
        at);

    private static string Body(BeneficiaryId beneficiary, CaseId about, Action<Utf8JsonWriter> write)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("beneficiaryId", beneficiary.Value);
            json.WriteString("caseId", about.ToString());
            write(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }

    private static void WriteBackPay(Utf8JsonWriter json, BackPayment? paid)
    {
        if (paid is null)
        {
            return;
        }

        json.WriteStartObject("backPay");
        json.WriteString("fromMonth", Month(paid.FromMonth));
        json.WriteString("untilMonth", Month(paid.UntilMonth));
        json.WriteNumber("months", paid.Months);
        if (paid.AmountFen is { } amount)
        {
            json.WriteNumber("amountFen", amount);
        }

        json.WriteEndObject();
    }

    private static string Month(DateOnly month) => month.ToString("yyyy-MM", CultureInfo.InvariantCulture);

    private static string Name<T>(T value)
        where T : struct, Enum => char.ToLowerInvariant(value.ToString()[0]) + value.ToString()[1..];
}
