namespace SocialInsurance.Service.Sessions;

/// <summary>
/// The places of this instance. A session has one from its opening to its end, and keeps it for a while when its connection breaks;
/// whoever finds none is told how long to wait, from what the running sessions have still to do. Thread-safe.
/// </summary>
/// <param name="heldFor">how long a place without a connection is kept</param>
internal sealed class SessionPlaces(int capacity, TimeSpan heldFor, TimeProvider clock)
{
    /// <summary>What a session is taken to last before any has been seen.</summary>
    private static readonly TimeSpan FirstGuess = TimeSpan.FromSeconds(25);

    /// <summary>Weight of the newest session in the mean.</summary>
    private const double Newest = 0.1;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Place> _places = new(StringComparer.Ordinal);
    private readonly List<DateTimeOffset> _promised = [];
    private TimeSpan _usual = FirstGuess;

    internal int Capacity => capacity;

    internal int Taken
    {
        get
        {
            lock (_gate)
            {
                return _places.Count;
            }
        }
    }

    /// <summary>Null when there is a place; otherwise how long to wait, and the promise of it is remembered.</summary>
    internal TimeSpan? WaitForPlace()
    {
        lock (_gate)
        {
            return Free() ? null : Promise();
        }
    }

    /// <summary>Takes a place for a session that was just opened; otherwise how long to wait.</summary>
    internal TimeSpan? Reserve(string session)
    {
        lock (_gate)
        {
            if (!Free())
            {
                return Promise();
            }

            var now = clock.GetUtcNow();
            _places[session] = new Place(now, Connections: 0, now + heldFor);
            return null;
        }
    }

    /// <summary>
    /// A connection of a session; one that comes from another instance needs a free place. Each has its own <see cref="Hold"/> or
    /// <see cref="Leave"/>: a connection that is refused gives nothing away that another still has.
    /// </summary>
    internal bool Occupy(string session)
    {
        lock (_gate)
        {
            if (_places.TryGetValue(session, out var place) || Free())
            {
                _places[session] = new Place(place?.Since ?? clock.GetUtcNow(), (place?.Connections ?? 0) + 1, null);
                return true;
            }

            return false;
        }
    }

    /// <summary>A connection broke or was refused; when it was the last one, the place is kept for a while for who may come back.</summary>
    internal void Hold(string session)
    {
        lock (_gate)
        {
            if (_places.TryGetValue(session, out var place))
            {
                var left = Math.Max(0, place.Connections - 1);
                _places[session] = place with { Connections = left, HeldUntil = left == 0 ? clock.GetUtcNow() + heldFor : null };
            }
        }
    }

    /// <summary>The session is over.</summary>
    /// <param name="finished">it ran to its end: its length says how long others will take</param>
    internal void Leave(string session, bool finished)
    {
        lock (_gate)
        {
            if (_places.Remove(session, out var place) && finished)
            {
                _usual += Newest * (clock.GetUtcNow() - place.Since - _usual);
            }
        }
    }

    private bool Free()
    {
        if (_places.Count < capacity)
        {
            return true;
        }

        var now = clock.GetUtcNow();
        foreach (var (session, _) in _places.Where(p => p.Value.HeldUntil <= now).ToArray())
        {
            _places.Remove(session);
        }

        return _places.Count < capacity;
    }

    /// <summary>The first to wait gets the session that ends first, the next the second, and so on round.</summary>
    private TimeSpan Promise()
    {
        var now = clock.GetUtcNow();
        _promised.RemoveAll(due => due <= now);
        var ends = _places.Values.Select(p => p.Since + _usual).Order().ToArray();
        var rank = _promised.Count;
        var end = ends[rank % ends.Length] + (rank / ends.Length * _usual);
        var wait = TimeSpan.FromSeconds(Math.Clamp(Math.Ceiling((end - now).TotalSeconds), 2, 300));
        if (_promised.Count < 10_000)
        {
            _promised.Add(now + wait);
        }

        return wait;
    }

    /// <param name="Connections">a second one for a moment, while a later connection takes over or is refused</param>
    /// <param name="HeldUntil">null while there is a connection</param>
    private sealed record Place(DateTimeOffset Since, int Connections, DateTimeOffset? HeldUntil);
}
