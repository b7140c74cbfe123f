using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;

namespace SocialInsurance.Eligibility.Contacts;

/// <summary>What recording a number did.</summary>
public enum ContactStatus
{
    Recorded = 1,

    /// <summary>The same number was on record; nothing was written.</summary>
    AlreadyRecorded = 2,

    Refused = 3,
}

public readonly record struct ContactResult(ContactStatus Status, Refusal? Refusal);

/// <summary>Records the number to which codes go. Idempotent. Never a number that came with a claim: that would let anybody in.</summary>
public sealed class RecordContact(IEligibilityStore store, TimeProvider time)
{
    public async Task<ContactResult> ExecuteAsync(
        BeneficiaryId beneficiary, PhoneNumber phone, ContactSource source, CaseworkerId? by, CancellationToken cancellationToken)
    {
        var results = await ExecuteAsync([new NewContact(beneficiary, phone, source, by, time.GetStoredNow())], cancellationToken);
        return results[0];
    }

    /// <summary>Several in one transaction, each on its own merits; results in the same order.</summary>
    public async Task<IReadOnlyList<ContactResult>> ExecuteAsync(IReadOnlyList<NewContact> contacts, CancellationToken cancellationToken)
    {
        await using var work = await store.BeginAsync(cancellationToken);
        var known = await work.Beneficiaries.FetchStandingsAsync([.. contacts.Select(contact => contact.Beneficiary)], cancellationToken);
        var results = new List<ContactResult>(contacts.Count);
        foreach (var contact in contacts)
        {
            results.Add(known.ContainsKey(contact.Beneficiary)
                ? await RecordAsync(work.Contacts, contact, cancellationToken)
                : new ContactResult(ContactStatus.Refused, new ContactOfNobody(contact.Beneficiary)));
        }

        await work.CommitAsync(cancellationToken);
        return results;
    }

    private static async Task<ContactResult> RecordAsync(IContactRecords records, NewContact contact, CancellationToken cancellationToken)
    {
        if (contact.Phone.Equals(await records.FindPhoneAsync(contact.Beneficiary, cancellationToken)))
        {
            return new ContactResult(ContactStatus.AlreadyRecorded, null);
        }

        await records.AddAsync(contact, cancellationToken);
        return new ContactResult(ContactStatus.Recorded, null);
    }
}
