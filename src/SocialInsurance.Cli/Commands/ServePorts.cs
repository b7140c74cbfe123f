using System.Text;
using SocialInsurance.Cli.Output;
using SocialInsurance.Eligibility.DataComparison;
using SocialInsurance.Eligibility.Notices;
using SocialInsurance.Eligibility.Supervision;
using SocialInsurance.Service.Notices;
using SocialInsurance.Service.Platform;
using SocialInsurance.Service.Scheduling;
using SocialInsurance.Service.Staff;
using SocialInsurance.Storage;
using SocialInsurance.Storage.Operations;
using SocialInsurance.Storage.ShortLived;

namespace SocialInsurance.Cli.Commands;

/// <summary>Puts the host's ports together from a data folder.</summary>
internal static class ServePorts
{
    internal const string PoliciesFolder = "policies";
    internal const string FactsFolder = "outbox-facts";
    internal const string RunsFolder = "runs";

    internal static PlatformPorts Of(PlatformStorage storage, string dataFolder, TimeProvider clock)
    {
        var outbox = new OutboxMessages();
        var ports = new PlatformPorts
        {
            Store = storage.Store,
            Reader = storage.Reader,
            Identities = storage.Identities,
            People = storage.People,
            Pseudonyms = storage.Pseudonyms,
            Partners = storage.Partners,
            PartnerAccesses = storage.PartnerAccesses,
            Contacts = storage.NoticeAddresses,
            Appointments = storage.OpenAppointments,
            Templates = storage.Templates,
            AuditLog = storage.AuditLog,
            ShortLived = new MemoryShortLivedStore(clock),
            Channels = OutboxChannel.All(outbox, clock),
            PolicyAt = new PolicyInForce(Path.Combine(dataFolder, PoliciesFolder), PolicyText.LoadOrRefuse(Encoding.UTF8.GetBytes(SamplePolicy.Text))).At,
            Receipts = storage.Receipts,
            ReceiptSigner = storage.ReceiptSigner,
            NoticeOutbox = storage.Notices,
            Staff = storage.Staff,
            StaffReads = storage.StaffReads,
            Cases = storage.Cases,
            OfferedVisits = storage.OfferedVisits,
            Benefits = storage.Benefits,
            FactMessages = storage.FactMessages,
            ReviewFrames = storage.ReviewFrames,
            Jobs = JobsOf(storage, dataFolder),
            Retention = RetentionCommand.ReadTable(dataFolder),
            HeldData = storage.HeldData,
            Outbox = outbox,
            Supervision = storage.Supervision,
            Runs = new RunBook(Path.Combine(dataFolder, RunsFolder), Path.Combine(dataFolder, PoliciesFolder), clock),
            Transparency = storage.Transparency,
            Feedback = storage.Feedback,
            Uptime = storage.Uptime,
            Freshness = storage.Freshness,
            ProbeStore = storage.ProbeAsync,
            Operations = new OperationBook(dataFolder).Read,
            ExplainRun = new RunTraces(Path.Combine(dataFolder, RunsFolder)).FindAsync,
        };
        return ports with { Notices = NoticePolicy.Default(ports.LocalOffset) };
    }

    private static JobPorts JobsOf(PlatformStorage storage, string dataFolder) => new()
    {
        Ledger = storage.Jobs,
        Due = storage.Due,
        Facts = new FileFactChannel(Path.Combine(dataFolder, FactsFolder)),
        Comparison = JobsFile.ReadComparison(dataFolder, Path.Combine(dataFolder, RunsFolder), storage.Reversals),
    };

    /// <summary>The first start makes an administrator; the password stands on the screen once and nowhere else.</summary>
    internal static Task EnsureAdministratorAsync(PlatformStorage storage, Terminal terminal, TimeProvider clock, CancellationToken cancellation) =>
        StaffPasswords.EnsureAdministratorAsync(
            storage.Store,
            storage.Staff,
            clock,
            (account, password) => terminal.Error.WriteLine(Strings.Format("FirstAdministrator", account, password)),
            cancellation);
}
