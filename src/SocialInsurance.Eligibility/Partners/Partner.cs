using System.Diagnostics.CodeAnalysis;
using SocialInsurance.Comparison;

namespace SocialInsurance.Eligibility.Partners;

/// <summary>A partner system: 1..32 of [A-Za-z0-9-].</summary>
public readonly record struct PartnerId(string Value)
{
    private const int MaxLength = 32;

    public string Value { get; } = IdentifierText.Check(Value, MaxLength, nameof(PartnerId));

    public static bool TryCreate([NotNullWhen(true)] string? text, out PartnerId id)
    {
        var valid = IdentifierText.IsValid(text, MaxLength);
        id = valid ? new PartnerId(text!) : default;
        return valid;
    }

    public override string ToString() => Value;
}

/// <summary>What a partner may do. Values are stored and audited; never renumber.</summary>
[Flags]
public enum PartnerScope
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Ask whether a person's certification is in force.</summary>
    Verification = 1,

    /// <summary>Push events of the sources granted.</summary>
    Feeds = 2,

    /// <summary>Open face sessions at a terminal of its own.</summary>
    Certification = 4,
}

/// <summary>What an event says. Values are stored and audited; never renumber.</summary>
public enum FeedEventKind
{
    /// <summary>A death was recorded somewhere. A record for the comparison, nothing else.</summary>
    Death = 1,

    /// <summary>The person was seen or did something.</summary>
    Activity = 2,
}

/// <summary>A source under whose name a partner may push events of one kind.</summary>
/// <param name="Source">name in the policy: 1..64 of [a-z0-9_]</param>
/// <param name="Presence">class of its records</param>
public sealed record FeedGrant(string Source, FeedEventKind Kind, PresenceClass Presence)
{
    public const int MaxSourceLength = 64;

    public static bool IsSource(string text) =>
        text.Length is > 0 and <= MaxSourceLength
        && text.All(static character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character == '_');
}

/// <summary>A bank, hospital, carrier or sister agency with a key of its own (合作单位).</summary>
/// <param name="Name">as people read it, 1..64 characters</param>
/// <param name="KeyDigest">SHA-256 of the key's 32 bytes; the key itself is nowhere</param>
/// <param name="DailyQuota">questions, events and sessions a local day, 1..100,000,000</param>
/// <param name="RevokedAt">null while active; a revoked partner stays, because its questions stay</param>
public sealed record Partner(
    PartnerId Id,
    string Name,
    Auditing.Sha256Digest KeyDigest,
    PartnerScope Scopes,
    int DailyQuota,
    IReadOnlyList<FeedGrant> Grants,
    DateTimeOffset AddedAt,
    DateTimeOffset? RevokedAt)
{
    public const int MaxNameLength = 64;
    public const int MaxDailyQuota = 100_000_000;

    public bool IsActive => RevokedAt is null;

    /// <summary>The key before this one; null when there was none.</summary>
    public Auditing.Sha256Digest? FormerKeyDigest { get; init; }

    /// <summary>Until then the former key counts too.</summary>
    public DateTimeOffset? FormerKeyUntil { get; init; }

    /// <summary>SHA-256 of the client certificate (DER) that the partner must show besides its key; null: none.</summary>
    public Auditing.Sha256Digest? Certificate { get; init; }

    /// <summary>Whether a presented key counts at an instant: the partner's own, or the former one while it still does. Both are always compared.</summary>
    public bool Knows(Auditing.Sha256Digest presented, DateTimeOffset at)
    {
        var isCurrent = PartnerKey.Agrees(presented, KeyDigest);
        var isFormer = PartnerKey.Agrees(presented, FormerKeyDigest ?? default);
        return isCurrent | (isFormer & (FormerKeyDigest is not null && at < FormerKeyUntil));
    }

    /// <summary>The grant for a source; null when the partner has none.</summary>
    public FeedGrant? GrantFor(string source) => Grants.FirstOrDefault(grant => grant.Source == source);
}
