using System.Globalization;
using System.Security.Cryptography;
using SocialInsurance.Comparison;
using SocialInsurance.Eligibility.Rules;

namespace SocialInsurance.Eligibility.DataComparison;

/// <summary>
/// A folder of published policies: each by its digest, and <c>published.jsonl</c> that says which is in force from when. A library
/// only grows. Reading needs no lock: the file of lines is replaced whole by a rename.
/// </summary>
public sealed class PolicyLibrary
{
    private readonly string _folder;

    private PolicyLibrary(string folder, IReadOnlyList<PolicyPublication> publications) => (_folder, Publications) = (folder, publications);

    /// <summary>Everything published, in order; effective days ascend.</summary>
    public IReadOnlyList<PolicyPublication> Publications { get; }

    /// <summary>Opens a library; a folder that is missing or empty is an empty library.</summary>
    /// <exception cref="InputRefusedException">A line was changed, lost or added by another hand.</exception>
    public static PolicyLibrary Open(string folder) => new(folder, PolicyLibraryFile.Read(folder));

    /// <summary>What is in force on a day; null before the first one.</summary>
    public PolicyPublication? EffectiveAt(DateOnly day) => Publications.LastOrDefault(p => p.EffectiveFrom <= day);

    /// <summary>The publication of a version; null when there is none.</summary>
    public PolicyPublication? FindVersion(string version) => Publications.FirstOrDefault(p => p.Version == version);

    /// <summary>The bytes that were published.</summary>
    /// <exception cref="InputRefusedException">The file is gone or was changed.</exception>
    public byte[] TextOf(PolicyPublication publication)
    {
        string path = PolicyLibraryFile.TextPath(_folder, publication.Sha256);
        byte[] bytes = File.Exists(path) ? File.ReadAllBytes(path) : [];
        string found = Convert.ToHexStringLower(SHA256.HashData(bytes));
        return found == publication.Sha256
            ? bytes
            : throw new InputRefusedException(new InputError(InputErrorCode.RunUnreadable, "a published policy is missing or was changed", path, Expected: publication.Sha256, Found: bytes.Length == 0 ? "no file" : found));
    }

    /// <summary>The policy that was published.</summary>
    /// <exception cref="InputRefusedException">The file is gone or was changed.</exception>
    public Policy PolicyOf(PolicyPublication publication) => PolicyText.LoadOrRefuse(TextOf(publication), isKept: true);

    /// <summary>The text in force on a day.</summary>
    /// <exception cref="InputRefusedException">Nothing is in force on that day, or the file was changed.</exception>
    public byte[] TextAt(DateOnly day) => EffectiveAt(day) is { } publication
        ? TextOf(publication)
        : throw new InputRefusedException(new InputError(
            InputErrorCode.FileMissing, "no policy of the library is in force on the as-of date", _folder,
            Expected: Publications.Count == 0 ? "a published policy" : string.Create(CultureInfo.InvariantCulture, $"a day from {Publications[0].EffectiveFrom:yyyy-MM-dd} on"),
            Found: day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)));

    /// <summary>
    /// Publishes a policy, or says why not. Written in this order: the policy file, then the line; each to disk before its rename. A
    /// program killed at any moment leaves the library as it was or with the new line, never with half of one.
    /// </summary>
    /// <exception cref="PolicyRefusedException">The text has faults.</exception>
    /// <exception cref="InputRefusedException">The library was changed by another hand, or cannot be written.</exception>
    public static PublishOutcome Publish(string folder, PublishRequest request, TimeProvider time)
    {
        var policy = PolicyText.LoadOrRefuse(request.Text);
        using var lease = PolicyLibraryFile.TryLease(folder);
        if (lease is null) return Refused(new PublishRefusal(PublishRefusalReason.LibraryBusy, "no other publication at this moment", "a lease on the library"));
        var library = Open(folder);
        if (library.FindVersion(policy.Stamp.Version) is { } same && same.Sha256 == policy.Stamp.Digest && same.EffectiveFrom == request.EffectiveFrom)
            return new PublishOutcome(same, null, IsNew: false);
        var today = DateOnly.FromDateTime(time.GetLocalNow().DateTime);
        if (new PublishingRules(library, policy, request, today).Refusal() is { } refusal) return Refused(refusal);
        var publication = new PolicyPublication(
            library.Publications.Count + 1, policy.Stamp.Id, policy.Stamp.Version, policy.Stamp.Digest, request.EffectiveFrom, time.GetUtcNow(),
            request.By.Trim(), request.Reason.Trim(), request.Replay, PolicyLibraryFile.DigestOfLast(library.Publications));
        PolicyLibraryFile.Append(folder, library.Publications, publication, request.Text.Span);
        return new PublishOutcome(publication, null, IsNew: true);
    }

    private static PublishOutcome Refused(PublishRefusal refusal) => new(null, refusal, IsNew: false);
}

/// <summary>When a policy may be published. Pure: the library, the day and the request come in as values.</summary>
internal sealed class PublishingRules(PolicyLibrary library, Policy policy, PublishRequest request, DateOnly today)
{
    internal PublishRefusal? Refusal()
    {
        var newest = library.Publications.Count == 0 ? null : library.Publications[^1];
        return ByContent(newest) ?? ByDay(newest) ?? ByReplay(newest);
    }

    private PublishRefusal? ByContent(PolicyPublication? newest)
    {
        if (string.IsNullOrWhiteSpace(request.Reason) || string.IsNullOrWhiteSpace(request.By))
            return new(PublishRefusalReason.NoReason, "a reason and who answers for it", "nothing");
        var tests = policy.RunTests();
        if (tests.Results.FirstOrDefault(r => !r.Passed) is { } failed)
            return new(PublishRefusalReason.TestsFail, $"{failed.Name} (line {failed.Line}): {failed.Expected}", $"{failed.Found}; {tests.Failed} failed");
        if (newest is not null && newest.Policy != policy.Stamp.Id) return new(PublishRefusalReason.OtherPolicy, newest.Policy, policy.Stamp.Id);
        if (library.FindVersion(policy.Stamp.Version) is { } taken && taken.Sha256 != policy.Stamp.Digest)
            return new(PublishRefusalReason.VersionTaken, $"another version than {taken.Version}, or the content {taken.Sha256}", policy.Stamp.Digest);
        if (library.Publications.FirstOrDefault(p => p.Sha256 == policy.Stamp.Digest) is { } twice)
            return new(PublishRefusalReason.AlreadyPublished, $"{Day(twice.EffectiveFrom)}, as published", Day(request.EffectiveFrom));
        return null;
    }

    private PublishRefusal? ByDay(PolicyPublication? newest)
    {
        if (newest is not null && request.EffectiveFrom <= newest.EffectiveFrom)
            return new(PublishRefusalReason.EffectiveBeforeNewest, $"a day after {Day(newest.EffectiveFrom)}", Day(request.EffectiveFrom));
        if (request.EffectiveFrom < today && !(request.Adopt && newest is null))
            return new(PublishRefusalReason.EffectiveInThePast, $"{Day(today)} or later", Day(request.EffectiveFrom));
        if (request.EffectiveFrom < policy.EffectiveFrom)
            return new(PublishRefusalReason.EffectiveBeforePolicy, $"{Day(policy.EffectiveFrom)} or later, as the file says", Day(request.EffectiveFrom));
        return null;
    }

    private PublishRefusal? ByReplay(PolicyPublication? newest)
    {
        if (newest is null || request.WithoutReplay) return null;
        if (request.Replay is { } replay)
            return replay.Against is null || replay.Against == newest.Sha256 ? null : new(PublishRefusalReason.NotReplayed, $"a replay against {newest.Version} ({newest.Sha256})", replay.Against);
        var changes = PolicyDifference.Between(library.PolicyOf(newest), policy);
        return changes.Count == 0 ? null : new(PublishRefusalReason.NotReplayed, "a run to replay the change on", $"{changes.Count} changes against {newest.Version}");
    }

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
