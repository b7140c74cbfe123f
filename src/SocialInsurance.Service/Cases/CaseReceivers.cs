using SocialInsurance.Contracts;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Corrections;
using SocialInsurance.Eligibility.Partners;
using SocialInsurance.Service.Hosting;
using SocialInsurance.Service.Platform;

namespace SocialInsurance.Service.Cases;

/// <summary>Names the receivers of facts for people, a source as the case file names its record. Thread-safe.</summary>
internal sealed class CaseReceivers(PlatformPorts ports, ReportedDeaths? deaths = null)
{
    private const string Source = "source:";
    private const string Partner = "partner:";

    /// <returns>Texts by receiver.</returns>
    internal async Task<IReadOnlyDictionary<string, TextDto>> NamesOfAsync(
        ReviewCase file, IEnumerable<string> receivers, CancellationToken cancellationToken)
    {
        var sources = deaths is null ? [] : await SourcesOfAsync(deaths, file.Beneficiary, cancellationToken);
        Dictionary<string, TextDto> names = [];
        foreach (var receiver in receivers.Distinct())
        {
            names[receiver] = receiver == FactMessages.Payment ? ServiceTexts.Get("CaseReceiverPayment")
                : receiver.StartsWith(Source, StringComparison.Ordinal) ? SourceText(file, receiver, sources)
                : receiver.StartsWith(Partner, StringComparison.Ordinal) ? await PartnerTextAsync(receiver[Partner.Length..], cancellationToken)
                : new TextDto(receiver, receiver);
        }

        return names;
    }

    private static async Task<Dictionary<string, string>> SourcesOfAsync(ReportedDeaths deaths, BeneficiaryId beneficiary, CancellationToken cancellationToken) =>
        (await deaths.OfAsync(beneficiary, cancellationToken)).SelectMany(of => of)
            .GroupBy(death => FactMessages.SourceOf(death.Place), death => death.Source)
            .ToDictionary(of => of.Key, of => of.First());

    /// <summary>Where the run is gone, the source whose name begins the file's name, of several the longest.</summary>
    private TextDto SourceText(ReviewCase file, string receiver, Dictionary<string, string> sources)
    {
        var policy = ports.PolicyAt(ports.LocalDay(file.OpenedAt));
        var delivered = receiver[Source.Length..];
        var source = sources.GetValueOrDefault(receiver)
            ?? policy.Sources.Select(one => one.Name).Where(name => delivered.StartsWith(name, StringComparison.Ordinal)).MaxBy(name => name.Length);
        return source is null ? CaseTexts.Fill("CaseReceiverSource", delivered) : CaseTexts.SourceOf(policy, source);
    }

    private async Task<TextDto> PartnerTextAsync(string id, CancellationToken cancellationToken)
    {
        var name = ports.Partners is { } partners ? (await partners.FindAsync(new PartnerId(id), cancellationToken))?.Name : null;
        return new TextDto(name ?? id, name ?? id);
    }
}
