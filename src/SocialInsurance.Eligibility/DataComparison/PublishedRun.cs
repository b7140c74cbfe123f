using SocialInsurance.Comparison;
using SocialInsurance.Eligibility.Rules;

namespace SocialInsurance.Eligibility.DataComparison;

/// <summary>
/// A run folder opened again: state, policy and manifest as published. Everything that was decided can be decided again
/// from it, without the feeds. Dispose it after use.
/// </summary>
public sealed class PublishedRun : IDisposable
{
    internal const string StateFileName = "state.bin";

    private readonly string _folder;

    private PublishedRun(string folder, ComparisonState state, Policy policy, RunManifest manifest)
    {
        _folder = folder;
        (State, Policy, Manifest) = (state, policy, manifest);
        Compiled = BindUnchecked(policy); // what was decided stays explicable, whatever is held against it today
    }

    /// <summary>Name of the folder.</summary>
    public string Name => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(_folder)));

    public ComparisonState State { get; }

    public Policy Policy { get; }

    public RunManifest Manifest { get; }

    /// <summary>The run's own policy at its as-of date.</summary>
    public CompiledPolicy Compiled { get; }

    /// <summary>Deliveries for which a person is asked to appear though they are no evidence; empty for most.</summary>
    internal IReadOnlyList<DoubtfulDelivery> DoubtfulDeliveriesOf(string beneficiaryId) =>
        State.FindById(System.Text.Encoding.UTF8.GetBytes(beneficiaryId)) is >= 0 and int subject ? DoubtfulDelivery.Of(_folder, Manifest, State, subject) : [];

    public string DecisionsPath => Path.Combine(_folder, DecisionList.FileName);

    /// <exception cref="InputRefusedException">Not a published run, or one whose files were changed.</exception>
    /// <exception cref="PolicyRefusedException">The policy kept with the run is damaged.</exception>
    public static PublishedRun Open(string folder)
    {
        var manifest = RunManifest.Read(folder);
        var policy = PolicyText.LoadOrRefuse(ReadChecked(folder, CompareRegister.PolicyFileName, manifest), isKept: true);
        return new PublishedRun(folder, ComparisonState.Open(folder), policy, manifest);
    }

    /// <summary>Another policy over the evidence of this run; sources that it does not know are left out.</summary>
    /// <param name="valuesOn">dated values as on this day; null: as on the run's day</param>
    /// <exception cref="PolicyRefusedException">The policy reads a source as another kind than the run gathered it.</exception>
    public CompiledPolicy Bind(Policy policy, DateOnly? valuesOn = null)
    {
        PolicyError[] faults = [.. State.Sources.SelectMany(s => SourceAgreement.FaultsOf(policy, s))];
        return faults.Length == 0 ? BindUnchecked(policy, valuesOn) : throw new PolicyRefusedException(faults);
    }

    /// <summary>
    /// The day whose numbers a replay of a changed policy uses: once both policies say all that is new in them, not before the first day in force.
    /// </summary>
    /// <param name="effectiveFrom">first day in force; null: as the file says</param>
    public DateOnly ReplayDay(Policy before, Policy after, DateOnly? effectiveFrom = null) =>
        new[] { Manifest.AsOf, effectiveFrom ?? after.EffectiveFrom, PolicyDifference.LastDayOfOtherValues(before, after) ?? DateOnly.MinValue }.Max();

    private CompiledPolicy BindUnchecked(Policy policy, DateOnly? valuesOn = null) => policy.Bind(
        [.. State.Sources.Select(s => s.Name)],
        Manifest.AsOf,
        new BindOptions(UnknownSourceHandling.Ignore, BeforeEffective: true, valuesOn));

    public void Dispose() => State.Dispose();

    private static byte[] ReadChecked(string folder, string name, RunManifest manifest)
    {
        var path = Path.Combine(folder, name);
        var expected = manifest.Files.TryGetValue(name, out var file) ? file.Sha256 : "a file named in the manifest";
        var bytes = File.Exists(path) ? File.ReadAllBytes(path) : [];
        var found = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes));
        return found == expected
            ? bytes
            : throw new InputRefusedException(new InputError(InputErrorCode.RunUnreadable, "a file of the run is missing or was changed", path, Expected: expected, Found: found));
    }
}
