using System.Collections.Concurrent;
using System.Text;
using SocialInsurance.Eligibility.DataComparison;
using SocialInsurance.Eligibility.Rules;
using SocialInsurance.Service.Platform;
using SocialInsurance.Storage.ShortLived;
using SocialInsurance.Storage.Sqlite;

namespace SocialInsurance.Cli.Commands;

/// <summary>Puts the host's ports together from a data folder.</summary>
internal static class ServePorts
{
    private const string PoliciesFolder = "policies";

    internal static PlatformPorts Of(SqliteStorage storage, string dataFolder, TimeProvider clock) => new()
    {
        Store = storage.Store,
        Reader = storage.Reader,
        Identities = storage.Identities,
        Templates = storage.Templates,
        AuditLog = storage.AuditLog,
        ShortLived = new MemoryShortLivedStore(clock),
        Channels = [],
        PolicyAt = new Policies(Path.Combine(dataFolder, PoliciesFolder)).At,
    };

    /// <summary>The library's policy of a day; the sample policy where nothing was published. Thread-safe.</summary>
    private sealed class Policies(string folder)
    {
        private readonly ConcurrentDictionary<string, Policy> _loaded = new(StringComparer.Ordinal);
        private readonly Lazy<Policy> _sample = new(() => PolicyText.LoadOrRefuse(Encoding.UTF8.GetBytes(SamplePolicy.Text)));

        internal Policy At(DateOnly day)
        {
            var library = PolicyLibrary.Open(folder);
            return library.EffectiveAt(day) is { } publication
                ? _loaded.GetOrAdd(publication.Sha256, _ => library.PolicyOf(publication))
                : _sample.Value;
        }
    }
}
