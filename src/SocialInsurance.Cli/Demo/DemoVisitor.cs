using System.Globalization;
using System.Text;
using SocialInsurance.Cli.Commands;
using SocialInsurance.Cli.Province;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Contacts;
using SocialInsurance.Eligibility.DataComparison;
using SocialInsurance.Storage;

namespace SocialInsurance.Cli.Demo;

/// <summary>
/// The invented person as whom a newcomer may walk through the retirees' page: due this month, never certified, with a
/// telephone on record and Grace Hopper's portrait as reference, so that the sample clip can stand before the camera.
/// </summary>
internal static class DemoVisitor
{
    internal const string Portrait = "grace_hopper.jpg";

    /// <summary>The movements that the sample clip holds, in the order in which a session of the demonstration asks for them.</summary>
    internal static readonly string[] Challenge = ["turnLeft", "turnRight", "openMouth"];

    // the public region code of the other samples, which the population does not use
    private const ulong First17 = 43018119450301903;

    internal static BeneficiaryId Id { get; } = new("S000000003");

    internal static string Name => "样本丙";

    /// <summary>Invented; carries a right check character.</summary>
    internal static string Number { get; } = string.Create(CultureInfo.InvariantCulture, $"{First17:D17}{(char)Population.Check(First17)}");

    /// <summary>Registers the person and a telephone; the policy of the demonstration goes into the library, in force from its first day.</summary>
    internal static async Task SettleAsync(PlatformStorage storage, DemoFolder folder, TimeProvider time, CancellationToken cancellation)
    {
        var today = DateOnly.FromDateTime(time.GetUtcNow().DateTime);
        var person = new Beneficiary(Id, DocumentNumber.From(Number), new PersonName(Name), new DateOnly(1945, 3, 1), "430181", today.AddDays(20), today.AddDays(-345));
        await new RegisterBeneficiaries(storage.Store, time).ExecuteAsync(Sha256Digest.Of("demo-visitor"u8), "demo", [person], cancellation);
        await new RecordContact(storage.Store, time).ExecuteAsync(Id, PhoneNumber.From("13800000003"), ContactSource.Import, null, cancellation);
        var text = Encoding.UTF8.GetBytes(SamplePolicy.Text);
        PolicyLibrary.Publish(
            Path.Combine(folder.Path, ServePorts.PoliciesFolder),
            new PublishRequest(text, PolicyText.LoadOrRefuse(text).EffectiveFrom, "demo", "sicert demo") { Adopt = true },
            time);
    }
}
