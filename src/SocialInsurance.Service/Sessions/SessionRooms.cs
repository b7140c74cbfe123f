using System.Collections.Concurrent;

namespace SocialInsurance.Service.Sessions;

/// <summary>The sessions that have a connection to this instance, so that a later one can end an earlier one. Thread-safe.</summary>
internal sealed class SessionRooms
{
    private readonly ConcurrentDictionary<string, LiveSession> _open = new(StringComparer.Ordinal);

    /// <summary>Connections that are open.</summary>
    internal int Connected => _open.Count;

    /// <summary>Ends the session's earlier connection here, if any.</summary>
    internal void Enter(LiveSession live) => _open.AddOrUpdate(live.Record.Id, live, (_, earlier) =>
    {
        earlier.End(SessionEnd.Superseded);
        return live;
    });

    internal void Leave(LiveSession live) => _open.TryRemove(new KeyValuePair<string, LiveSession>(live.Record.Id, live));

    /// <summary>Ends a session that another session of the person replaced.</summary>
    internal void End(string id)
    {
        if (_open.TryGetValue(id, out var live))
        {
            live.End(SessionEnd.Superseded);
        }
    }
}
