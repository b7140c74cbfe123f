using System.Collections.Immutable;
using SocialInsurance.Biometrics.Models;
using SocialInsurance.Biometrics.PresentationAttack;
using SocialInsurance.Biometrics.Profiles;

namespace SocialInsurance.Biometrics.Evaluation;

/// <summary>
/// Error rates of presentation attack detection from measured units. A clip is judged as a session judges it: by the mean
/// over frontal usable frames, of which there must be enough; a still by its one frame. Pure and thread-safe.
/// </summary>
public static class PadEvaluation
{
    /// <summary>Units up to which leaving each out in turn is counted; it grows with their square.</summary>
    private const int MostLeftOut = 400;

    private const string BonaFideName = "bonafide";

    public static PadEvaluationResult Evaluate(
        IReadOnlyList<PadUnit> units, IReadOnlyDictionary<string, PadMeasurement> measured, VerificationProfile profile, ImmutableArray<ModelIdentity> models)
    {
        Judged[] judged = [.. units.Select((unit, i) => Judge(unit, measured[unit.Path], i, profile))];
        var bonaFide = RatesOf(BonaFideName, [.. judged.Where(j => j.Unit.IsBonaFide)], profile.Pad);
        ImmutableArray<PadRates> species = [.. judged.Where(j => !j.Unit.IsBonaFide)
            .GroupBy(j => j.Unit.Species)
            .OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => RatesOf(g.Key, [.. g], profile.Pad))];
        return new PadEvaluationResult(
            new PadConditions($"{profile.Name}@{profile.Version}", profile.Pad.Fusion.Version, profile.Pad.PassThreshold, profile.Pad.ReviewThreshold, profile.Pad.MinimumFrames, models),
            [.. judged.Select(j => j.Result)],
            bonaFide,
            species,
            SourcesOf(judged, profile.Pad),
            (bonaFide.Error.Rate + WorstOf(species)) / 2,
            [.. VotesOf(judged)],
            Scores(judged.Where(j => j.Responds).Select(j => (j.Unit.IsBonaFide, j.Result.Score))),
            Scores(judged.SelectMany(j => j.Used.Select(f => (j.Unit.IsBonaFide, (double)f.Score)))));
    }

    private static Judged Judge(PadUnit unit, PadMeasurement measurement, int index, VerificationProfile profile)
    {
        PadFrame[] usable = [.. measurement.Frames.Where(f => f.Outcome == FrameOutcome.Acceptable)];
        var isStill = measurement.Frames.Length == 1;
        var used = isStill ? usable : Frontal(usable, profile.Session.Challenge.SteadyDegrees);
        var responds = used.Length >= (isStill ? 1 : profile.Pad.MinimumFrames);
        var score = responds ? used.Average(f => (double)f.Score) : double.NaN;
        var verdict = !responds ? PadUnitVerdict.NoResponse
            : score >= profile.Pad.PassThreshold ? PadUnitVerdict.BonaFide
            : score >= profile.Pad.ReviewThreshold ? PadUnitVerdict.Review
            : PadUnitVerdict.Attack;
        var result = new PadUnitResult(unit, verdict, score, measurement.Frames.Length, used.Length, ReasonOf(measurement), measurement.Parallax, measurement.TurnedFrames);
        return new Judged(unit, index, result, used);
    }

    /// <summary>Frames near the median pose of the unit, as a session takes those near the person's rest.</summary>
    private static PadFrame[] Frontal(PadFrame[] frames, float steadyDegrees)
    {
        if (frames.Length == 0)
        {
            return frames;
        }

        var (yaw, pitch) = (Median(frames.Select(f => f.YawDegrees)), Median(frames.Select(f => f.PitchDegrees)));
        return [.. frames.Where(f => MathF.Abs(f.YawDegrees - yaw) <= steadyDegrees && MathF.Abs(f.PitchDegrees - pitch) <= steadyDegrees)];
    }

    private static float Median(IEnumerable<float> values)
    {
        float[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }

    private static string ReasonOf(PadMeasurement measurement) => measurement.Fault ?? measurement.Frames
        .Where(f => f.Outcome != FrameOutcome.Acceptable)
        .GroupBy(f => f.Outcome)
        .OrderByDescending(g => g.Count())
        .Select(g => g.Key.ToString())
        .FirstOrDefault() ?? string.Empty;

    private static PadRates RatesOf(string name, Judged[] judged, PadSettings pad)
    {
        Judged[] responding = [.. judged.Where(j => j.Responds)];
        PadFrame[] bonaFide = [.. responding.Where(j => j.Unit.IsBonaFide).SelectMany(j => j.Used)];
        PadFrame[] attacks = [.. responding.Where(j => !j.Unit.IsBonaFide).SelectMany(j => j.Used)];
        return new PadRates(
            name,
            Errors(pad.PassThreshold),
            Errors(pad.ReviewThreshold),
            new ErrorRate(judged.Length - responding.Length, judged.Length),
            new ErrorRate(bonaFide.Count(f => f.Score < pad.PassThreshold) + attacks.Count(f => f.Score >= pad.PassThreshold), bonaFide.Length + attacks.Length));

        ErrorRate Errors(double threshold) =>
            new(responding.Count(j => (j.Result.Score >= threshold) != j.Unit.IsBonaFide), responding.Length);
    }

    private static ImmutableArray<PadSourceRates> SourcesOf(Judged[] judged, PadSettings pad) =>
        [.. judged.GroupBy(j => j.Unit.Source).Where(g => g.Key.Length > 0).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => new PadSourceRates(
            g.Key,
            RatesOf(BonaFideName, [.. g.Where(j => j.Unit.IsBonaFide)], pad),
            RatesOf("attack", [.. g.Where(j => !j.Unit.IsBonaFide)], pad)))];

    private static double WorstOf(ImmutableArray<PadRates> species)
    {
        double[] rates = [.. species.Select(s => s.Error.Rate).Where(r => !double.IsNaN(r))];
        return rates.Length == 0 ? double.NaN : rates.Max();
    }

    private static IEnumerable<PadVoteValue> VotesOf(Judged[] judged)
    {
        yield return ValueOf("fused", judged, frame => frame.Score);
        foreach (var vote in Enum.GetValues<PadVote>())
        {
            var sign = SpeaksForAttack(vote) ? -1 : 1;
            yield return ValueOf(vote.ToString(), judged, frame => sign * (double)frame.Votes[(int)vote]);
        }

        LabelledValue[] parallax = [.. judged.Select(j => new LabelledValue(j.Index, j.Unit.IsBonaFide, j.Result.Parallax))];
        yield return new PadVoteValue("Parallax", new RocArea(double.NaN, 0, 0), new RateInterval(double.NaN, double.NaN), VoteStatistics.AreaOf(parallax), LeaveOneOut(parallax));
    }

    private static PadVoteValue ValueOf(string name, Judged[] judged, Func<PadFrame, double> value)
    {
        LabelledValue[] frames = [.. judged.SelectMany(j => j.Used.Select(f => new LabelledValue(j.Index, j.Unit.IsBonaFide, value(f)))).Where(v => !double.IsNaN(v.Value))];
        LabelledValue[] units = [.. frames.GroupBy(f => f.Unit).Select(g => new LabelledValue(g.Key, g.First().IsBonaFide, g.Average(f => f.Value)))];
        var jackknife = judged.Length <= MostLeftOut ? VoteStatistics.JackknifeRange(frames) : new RateInterval(double.NaN, double.NaN);
        return new PadVoteValue(name, VoteStatistics.AreaOf(frames), jackknife, VoteStatistics.AreaOf(units), LeaveOneOut(units));
    }

    private static ErrorRate LeaveOneOut(LabelledValue[] units) => units.Length <= MostLeftOut ? VoteStatistics.LeaveOneOut(units) : new ErrorRate(0, 0);

    private static bool SpeaksForAttack(PadVote vote) => vote switch
    {
        PadVote.MoirePeak or PadVote.SpectrumFall or PadVote.Border or PadVote.Highlights => true,
        PadVote.Classifier or PadVote.SilentPair or PadVote.ChromaSpread or PadVote.ColourCast => false,
    };

    private static ScoreSet Scores(IEnumerable<(bool IsBonaFide, double Score)> scores) =>
        new(scores.Where(s => s.IsBonaFide).Select(s => s.Score), scores.Where(s => !s.IsBonaFide).Select(s => s.Score));

    private sealed record Judged(PadUnit Unit, int Index, PadUnitResult Result, PadFrame[] Used)
    {
        internal bool Responds => Result.Verdict != PadUnitVerdict.NoResponse;
    }
}
