using System.Text.Json.Serialization;
using SocialInsurance.Eligibility.Rules;

namespace SocialInsurance.Eligibility.DataComparison;

/// <summary>One line of <c>published.jsonl</c>: which policy is in force from which day, who said so and why. Never changed, never removed.</summary>
/// <param name="Sequence">From 1, without gaps.</param>
/// <param name="Sha256">SHA-256 of the policy file, which stands beside as <c>SHA256.yaml</c>.</param>
/// <param name="PreviousSha256">SHA-256 of the line before, without its line end; null in the first line.</param>
public sealed record PolicyPublication(
    int Sequence,
    string Policy,
    string Version,
    string Sha256,
    DateOnly EffectiveFrom,
    DateTimeOffset PublishedAt,
    string By,
    string Reason,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] PublishedReplay? Replay,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? PreviousSha256);

/// <summary>What the replay said when the policy was published.</summary>
/// <param name="Run">Name of the run folder.</param>
/// <param name="StateSha256">SHA-256 of the state that was decided.</param>
public sealed record PublishedReplay(
    string Run, string StateSha256, DateOnly AsOf, int People, long Changed, IReadOnlyList<PublishedMove> Moves)
{
    /// <summary>SHA-256 of the policy that it was held against; null in older lines.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Against { get; init; }

    /// <summary>Day whose dated values were used; null in older lines: <see cref="AsOf"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateOnly? ValuesOn { get; init; }

    /// <summary>The counts of a replay: changed people by outcome.</summary>
    public static PublishedReplay Of(PublishedRun run, Policy against, DateOnly valuesOn, ReplayResult result) => new(
        run.Name, run.Manifest.Files[PublishedRun.StateFileName].Sha256, run.Manifest.AsOf, result.People, result.Changed,
        [.. result.Outcomes(changedOnly: true).Select(m => new PublishedMove(m.Move.From, m.Move.To, m.People))])
    {
        Against = against.Stamp.Digest,
        ValuesOn = valuesOn,
    };
}

/// <summary>How many people change from one outcome to another, or to another rule of the same.</summary>
public sealed record PublishedMove(
    [property: JsonConverter(typeof(JsonStringEnumConverter<EligibilityOutcome>))] EligibilityOutcome From,
    [property: JsonConverter(typeof(JsonStringEnumConverter<EligibilityOutcome>))] EligibilityOutcome To,
    long People);

/// <summary>What somebody asks to publish.</summary>
/// <param name="Text">The exact bytes of the policy file.</param>
/// <param name="Adopt">The first policy of an empty library records what is in force already: its day may lie in the past.</param>
/// <param name="WithoutReplay">Publish a changed policy although no run was replayed; stands in the line by the absence of a replay.</param>
public sealed record PublishRequest(
    ReadOnlyMemory<byte> Text, DateOnly EffectiveFrom, string By, string Reason, PublishedReplay? Replay = null, bool Adopt = false, bool WithoutReplay = false);

/// <summary>Why a policy is not published.</summary>
public enum PublishRefusalReason
{
    /// <summary>A row of its own test table fails.</summary>
    TestsFail = 1,
    /// <summary>The version is published with another content.</summary>
    VersionTaken = 2,
    /// <summary>The content is published under another day.</summary>
    AlreadyPublished = 3,
    /// <summary>The library is of another policy.</summary>
    OtherPolicy = 4,
    /// <summary>The day lies in the past.</summary>
    EffectiveInThePast = 5,
    /// <summary>The day does not lie after the newest published one.</summary>
    EffectiveBeforeNewest = 6,
    /// <summary>The day lies before the first day that the policy file has values for.</summary>
    EffectiveBeforePolicy = 7,
    /// <summary>No reason, or nobody who answers for it.</summary>
    NoReason = 8,
    /// <summary>The policy decides differently and nobody has looked whom it moves, or only against one that is no longer the newest.</summary>
    NotReplayed = 9,
    /// <summary>Somebody else is publishing at this moment.</summary>
    LibraryBusy = 10,
}

/// <summary>A refusal with what was expected and found.</summary>
public sealed record PublishRefusal(PublishRefusalReason Reason, string Expected, string Found);

/// <summary>A publication, or why there is none.</summary>
/// <param name="IsNew">False: the same bytes were published for the same day before; nothing was written.</param>
public sealed record PublishOutcome(PolicyPublication? Publication, PublishRefusal? Refusal, bool IsNew);
