using System.Collections.Concurrent;
using System.Text;
using SocialInsurance.Cli.Output;
using SocialInsurance.Eligibility.DataComparison;
using SocialInsurance.Eligibility.Notices;
using SocialInsurance.Eligibility.Rules;
using SocialInsurance.Service.Notices;
using SocialInsurance.Service.Platform;
using SocialInsurance.Service.Staff;
using SocialInsurance.Storage.ShortLived;
using SocialInsurance.Storage.Sqlite;

namespace SocialInsurance.Cli.Commands;

/// <summary>Puts the host's ports together from a data folder.</summary>
internal static class ServePorts
{
    private const string PoliciesFolder = "policies";

    internal static PlatformPorts Of(SqliteStorage storage, string dataFolder, TimeProvider clock)
    {
        var outbox = new OutboxMessages();
        var ports = new PlatformPorts
        {
            Store = storage.Store,
            Reader = storage.Reader,
            Identities = storage.Identities,
            Templates = storage.Templates,
            AuditLog = storage.AuditLog,
            ShortLived = new MemoryShortLivedStore(clock),
            Channels = OutboxChannel.All(outbox, clock),
            PolicyAt = new Policies(Path.Combine(dataFolder, PoliciesFolder)).At,
            Receipts = storage.Receipts,
            ReceiptSigner = storage.ReceiptSigner,
            NoticeOutbox = storage.Notices,
            Staff = storage.Staff,
            Outbox = outbox,
        };
        return ports with { Notices = NoticePolicy.Default(ports.LocalOffset) };
    }

    /// <summary>The first start makes an administrator; the password stands on the screen once and nowhere else.</summary>
    internal static Task EnsureAdministratorAsync(SqliteStorage storage, Terminal terminal, TimeProvider clock, CancellationToken cancellation) =>
        StaffPasswords.EnsureAdministratorAsync(
            storage.Store,
            storage.Staff,
            clock,
            (account, password) => terminal.Error.WriteLine(Strings.Format("FirstAdministrator", account, password)),
            cancellation);

    /// <summary>The library's policy of a day; the sample policy where nothing was published. Thread-safe.</summary>
    private sealed class Policies(string folder)
    {
        private readonly ConcurrentDictionary<string, Policy> loaded = new(StringComparer.Ordinal);
        private readonly Lazy<Policy> sample = new(() => PolicyText.LoadOrRefuse(Encoding.UTF8.GetBytes(SamplePolicy.Text)));

        internal Policy At(DateOnly day)
        {
            var library = PolicyLibrary.Open(folder);
            return library.EffectiveAt(day) is { } publication
                ? loaded.GetOrAdd(publication.Sha256, _ => library.PolicyOf(publication))
                : sample.Value;
        }
    }
}
