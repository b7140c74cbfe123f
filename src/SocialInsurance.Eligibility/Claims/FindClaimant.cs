using System.Globalization;
using System.Text;
using SocialInsurance.Comparison;
using SocialInsurance.Eligibility.Beneficiaries;
using DocumentNumber = SocialInsurance.Eligibility.Beneficiaries.DocumentNumber;

namespace SocialInsurance.Eligibility.Claims;

/// <summary>
/// Finds the registered person whose number and name agree with what somebody typed; names in the one written form of the
/// comparison core (traditional and simplified, blanks, middle dots, full-width, case). A person whose number or name the
/// register holds in no readable form is never found: such a claim ends at a caseworker.
/// </summary>
public sealed class FindClaimant(IIdentityReader identities)
{
    private const int TaiwanPermitDigits = 8;
    private const int TaiwanPermitWithIssueDigits = 10;
    private const int IssueCounts = 100;

    /// <returns>null when nobody's number and name agree; of a double registration the first id</returns>
    public async Task<BeneficiaryId?> ExecuteAsync(DocumentNumber document, PersonName name, CancellationToken cancellationToken)
    {
        var asked = KeyOf(name);
        if (document.Equals(DocumentNumber.Unreadable) || name.Equals(PersonName.Unreadable))
        {
            return null;
        }

        foreach (var written in FormsOf(document))
        {
            var people = await identities.FindByDocumentAsync(written, cancellationToken);
            if (people.FirstOrDefault(person => !person.Name.Equals(PersonName.Unreadable) && asked.AgreesWith(KeyOf(person.Name))) is { } found)
            {
                return found.Id;
            }
        }

        return null;
    }

    internal static NameKey KeyOf(PersonName name) => NameKey.Of(Encoding.UTF8.GetBytes(name.Reveal()));

    /// <summary>
    /// The number as it stands; a Taiwan permit also with or without the two digits of its issue, which change with every
    /// renewal while the person stays the same. Only the name can tell such a permit from another document of 8 or 10 digits.
    /// </summary>
    private static IEnumerable<DocumentNumber> FormsOf(DocumentNumber document)
    {
        yield return document;
        var text = document.Reveal();
        if (text.AsSpan().ContainsAnyExceptInRange('0', '9'))
        {
            yield break;
        }

        if (text.Length == TaiwanPermitWithIssueDigits)
        {
            yield return DocumentNumber.From(text[..TaiwanPermitDigits]);
        }

        for (var issue = 0; text.Length is TaiwanPermitDigits or TaiwanPermitWithIssueDigits && issue < IssueCounts; issue++)
        {
            yield return DocumentNumber.From($"{text[..TaiwanPermitDigits]}{issue.ToString("D2", CultureInfo.InvariantCulture)}");
        }
    }
}
