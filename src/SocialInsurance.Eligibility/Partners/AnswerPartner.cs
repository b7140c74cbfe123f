using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;

namespace SocialInsurance.Eligibility.Partners;

/// <summary>Why a question is not answered.</summary>
public enum QuestionProblem
{
    /// <summary>It is answered.</summary>
    None = 0,

    /// <summary>The purpose is not 1..200 characters without control characters.</summary>
    PurposeInvalid = 1,

    /// <summary>The consent reference is not 1..128 visible ASCII characters.</summary>
    ConsentReferenceInvalid = 2,

    /// <summary>The number is not 1..32 visible ASCII characters.</summary>
    DocumentInvalid = 3,

    /// <summary>The name is over 64 characters, or missing where it is needed.</summary>
    NameInvalid = 4,

    /// <summary>The partner's quota of the day is used up, or the partner was revoked.</summary>
    QuotaExhausted = 5,
}

/// <param name="Name">null: the number alone counts</param>
public sealed record PartnerQuestion(DocumentNumber Document, PersonName? Name, string Purpose, string ConsentReference)
{
    private const int MaxPurposeLength = 200;
    private const int MaxConsentLength = 128;

    /// <param name="question">null unless the problem is None</param>
    public static QuestionProblem TryCreate(string document, string name, string purpose, string consentReference, out PartnerQuestion? question)
    {
        question = null;
        PersonName? named = null;
        if (string.IsNullOrWhiteSpace(purpose) || purpose.Length > MaxPurposeLength || purpose.Any(char.IsControl))
        {
            return QuestionProblem.PurposeInvalid;
        }

        if (consentReference.Length is 0 or > MaxConsentLength || consentReference.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            return QuestionProblem.ConsentReferenceInvalid;
        }

        if (!DocumentNumber.TryCreate(document, out var number))
        {
            return QuestionProblem.DocumentInvalid;
        }

        if (name.Length > 0 && !PersonName.TryCreate(name, out named))
        {
            return QuestionProblem.NameInvalid;
        }

        question = new PartnerQuestion(number, named, purpose, consentReference);
        return QuestionProblem.None;
    }
}

/// <summary>The question as stored, or why not.</summary>
public readonly record struct PartnerAnswerResult(QuestionProblem Problem, PartnerQueryId Id, PartnerAnswer Answer);

/// <summary>
/// Answers whether a person's certification is in force. The answer is given only after question and answer are stored.
/// A number that is not registered is answered, counted and stored like one that is not certified.
/// </summary>
/// <param name="localDay">the local day of an instant, on which periods begin and end</param>
public sealed class AnswerPartner(IEligibilityStore store, IIdentityReader identities, TimeProvider time, Func<DateTimeOffset, DateOnly> localDay)
{
    public async Task<PartnerAnswerResult> ExecuteAsync(Partner partner, PartnerQuestion question, CancellationToken cancellationToken)
    {
        var now = time.GetStoredNow();
        var today = localDay(now);
        var people = await FindAsync(question, cancellationToken);
        var answer = people.Any(person => IsCertified(person, today)) ? PartnerAnswer.Certified : PartnerAnswer.NotConfirmed;
        return await RecordAsync(partner, question, people.Select(person => person.Id), answer, now, cancellationToken);
    }

    /// <summary>Everybody registered under the number whose name agrees; one person may be registered twice.</summary>
    public async Task<IReadOnlyList<Beneficiary>> FindAsync(PartnerQuestion question, CancellationToken cancellationToken) =>
        [.. (await identities.FindByDocumentAsync(question.Document, cancellationToken))
            .Where(person => question.Name is null || person.Name.Equals(question.Name))];

    /// <summary>Stores one question, a record for each person it is about.</summary>
    public async Task<PartnerAnswerResult> RecordAsync(
        Partner partner, PartnerQuestion question, IEnumerable<BeneficiaryId> people, PartnerAnswer answer, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var id = new PartnerQueryId(Guid.CreateVersion7(now));
        await using var work = await store.BeginAsync(cancellationToken);
        if (await work.Partners.TakeQuotaAsync(partner, localDay(now), 1, cancellationToken) == 0)
        {
            return new PartnerAnswerResult(QuestionProblem.QuotaExhausted, default, default);
        }

        foreach (var person in people.Select(person => (BeneficiaryId?)person).DefaultIfEmpty(null))
        {
            await work.Partners.AddQueryAsync(
                new PartnerQuery(id, partner.Id, person, question.Purpose, question.ConsentReference, answer, now), cancellationToken);
        }

        await work.CommitAsync(cancellationToken);
        return new PartnerAnswerResult(QuestionProblem.None, id, answer);
    }

    private static bool IsCertified(Beneficiary person, DateOnly today) => person.LastCertifiedOn is { } last && last <= today && today < person.DueOn;
}
