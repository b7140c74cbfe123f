using System.Runtime.InteropServices;

namespace SocialInsurance.Cli.Capacity;

/// <summary>
/// A day of live face sessions, event by event: people come by chance at the rate of the hour, a balancer sends each to an instance, which
/// gives a place or says how long to wait; they ask again or go away. Pure: the same options give the same day. A day of eight million takes seconds.
/// </summary>
internal sealed class DaySimulation
{
    private const double LongestReturn = 2; // a page asks again within so many seconds after its wait

    private readonly DayOptions options;
    private readonly Chance chance;
    private readonly SimulatedInstance[] instances;
    private readonly PriorityQueue<Event, double> events = new();
    private readonly List<Person> people = [];
    private readonly Stack<int> gone = new();
    private readonly DayResult result = new();
    private readonly double peakRate;
    private SimulatedInstance[] up;
    private double now;
    private int running;

    private DaySimulation(DayOptions options)
    {
        this.options = options;
        chance = new Chance(options.Seed);
        var sites = options.Loss?.Sites ?? 1;
        up = instances = [.. Enumerable.Range(0, options.Instances).Select(number =>
            new SimulatedInstance(number, options.PlacesPerInstance, options.CoresPerInstance, options.CoresPerSession, number % sites))];
        peakRate = Enumerable.Range(0, DayShape.Hours).Max(hour => options.Shape.RateAt((hour + 0.5) * DayShape.SecondsPerHour)) * options.Arrivals;
    }

    private enum EventKind
    {
        Arrival,
        Retry,
        End,
        SiteLost,
    }

    /// <exception cref="OperationCanceledException">cancelled; nothing is left behind</exception>
    internal static DayResult Run(DayOptions options, CancellationToken cancellation = default) => new DaySimulation(options).Run(cancellation);

    private DayResult Run(CancellationToken cancellation)
    {
        Announce(new Event(EventKind.Arrival, 0, 0), NextArrival());
        if (options.Loss is { } loss)
        {
            Announce(new Event(EventKind.SiteLost, 0, 0), loss.AtSecond);
        }

        for (long count = 0; events.TryDequeue(out var next, out var at); count++)
        {
            if ((count & 0xFFFF) == 0)
            {
                cancellation.ThrowIfCancellationRequested();
            }

            result.Pass(at - now, running);
            now = at;
            Handle(next);
        }

        return result;
    }

    private void Handle(Event next)
    {
        switch (next.Kind)
        {
            case EventKind.Arrival:
                result.Arrive(now);
                Ask(Enter(new Person(now, chance.Exponential(options.PatienceSeconds))));
                Announce(next, NextArrival());
                break;
            case EventKind.Retry:
                Ask(next.Subject);
                break;
            case EventKind.End when instances[next.Subject].Version == next.Version:
                EndSession(instances[next.Subject]);
                break;
            case EventKind.SiteLost:
                LoseSite();
                break;
        }
    }

    /// <summary>By thinning: candidates at the peak's rate, each kept with the share that its moment has of it. Infinite at the end of the day.</summary>
    private double NextArrival()
    {
        var at = now;
        do
        {
            at += chance.Exponential(1 / peakRate);
        }
        while (at < options.Seconds && chance.Next() * peakRate >= options.Shape.RateAt(at) * options.Arrivals);
        return at < options.Seconds ? at : double.PositiveInfinity;
    }

    private void Announce(Event what, double at)
    {
        if (double.IsFinite(at))
        {
            events.Enqueue(what, at);
        }
    }

    private void Ask(int person)
    {
        var instance = Choose();
        if (instance is { HasPlace: true })
        {
            Begin(instance, person);
            return;
        }

        ref var asking = ref CollectionsMarshal.AsSpan(people)[person];
        result.Wait(asking.FirstTry, isFirst: !asking.HasWaited && !asking.WasInterrupted);
        if (options.Admission == Admission.Queue && instance is not null)
        {
            asking.HasWaited = true;
            instance.Line.Enqueue(person);
            return;
        }

        var wait = (instance?.Promise(now) ?? LongestReturn) + (chance.Next() * LongestReturn);
        if (now + wait - asking.FirstTry > asking.Patience)
        {
            result.GoAway(asking.HasWaited);
            gone.Push(person);
            return;
        }

        asking.HasWaited = true;
        Announce(new Event(EventKind.Retry, person, 0), now + wait);
    }

    private SimulatedInstance? Choose()
    {
        if (up.Length == 0)
        {
            return null;
        }

        var first = up[chance.Next(up.Length)];
        var second = options.Balancer == Balancer.Lot ? first : up[chance.Next(up.Length)];
        return second.Running < first.Running ? second : first;
    }

    private void Begin(SimulatedInstance instance, int person)
    {
        ref var served = ref CollectionsMarshal.AsSpan(people)[person];
        served.Since = now;
        served.Length = options.Length.Draw(chance);
        instance.Begin(person, now, served.Length);
        running++;
        AnnounceEnd(instance);
    }

    /// <summary>A new session changes the next end only when it comes first or slows the others down.</summary>
    private void AnnounceEnd(SimulatedInstance instance)
    {
        var end = instance.NextEnd(now);
        if (end != instance.Announced)
        {
            instance.Version++;
            instance.Announced = end;
            Announce(new Event(EventKind.End, instance.Number, instance.Version), end);
        }
    }

    private void EndSession(SimulatedInstance instance)
    {
        instance.Announced = double.PositiveInfinity;
        var session = instance.End(now, person => people[person].Since);
        var served = people[session];
        result.Serve(served.Since - served.FirstTry, now - served.Since, served.Length);
        gone.Push(session);
        running--;
        if (instance.Line.TryDequeue(out var waiting))
        {
            Begin(instance, waiting);
        }
        else
        {
            AnnounceEnd(instance);
        }
    }

    private void LoseSite()
    {
        foreach (var lost in instances.Where(instance => instance.Site == 0))
        {
            lost.IsUp = false;
            lost.Version++;
            lost.Announced = double.PositiveInfinity;
            foreach (var person in lost.Lose(now))
            {
                ref var thrown = ref CollectionsMarshal.AsSpan(people)[person];
                result.Interrupt(now - thrown.Since);
                thrown.WasInterrupted = true;
                running--;
                ComeBack(person);
            }

            while (lost.Line.TryDequeue(out var waiting))
            {
                ComeBack(waiting);
            }
        }

        up = [.. instances.Where(instance => instance.IsUp)];
    }

    private void ComeBack(int person) => Announce(new Event(EventKind.Retry, person, 0), now + 1 + (chance.Next() * LongestReturn));

    private int Enter(Person person)
    {
        if (gone.TryPop(out var free))
        {
            people[free] = person;
            return free;
        }

        people.Add(person);
        return people.Count - 1;
    }

    private readonly record struct Event(EventKind Kind, int Subject, int Version);

    private record struct Person(double FirstTry, double Patience)
    {
        internal double Since;
        internal double Length;
        internal bool HasWaited;
        internal bool WasInterrupted;
    }
}
