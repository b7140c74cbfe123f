using SocialInsurance.Cli.Commands;
using SocialInsurance.Cli.Output;
using SocialInsurance.Eligibility.DataComparison;
using SocialInsurance.Eligibility.Rules;
using Spectre.Console;

namespace SocialInsurance.Cli.Demo;

/// <summary>One screen in the reader's language, or one JSON document.</summary>
internal static class DemoReport
{
    internal static object Document(DemoResult demo, string? url) => new
    {
        silent = Silent(demo.Silent),
        face = new
        {
            enrolled = demo.Overview.StoredFaces.Count,
            certified = demo.Attempts.Count(a => a.Result.Decision.Outcome == FaceOutcome.Certified),
            refused = Refused(demo),
            syntheticProbe = true,
            sessions = demo.Attempts.Select(Attempt),
        },
        review = new
        {
            opened = demo.Overview.OpenCases.Sum(c => c.Count),
            byKind = demo.Overview.OpenCases.Select(c => new { kind = c.Kind.Code, color = c.Colour.ToString().ToLowerInvariant(), count = c.Count }),
            example = demo.ExampleCase is { } example ? new { beneficiary = example.Beneficiary.Value, kind = example.Kind.Code, color = example.Colour.ToString().ToLowerInvariant(), record = example.RecordPlace, state = example.State } : null,
            restored = demo.Restored?.Decision is { } alive ? new { beneficiary = alive.Beneficiary.Value, decision = alive.Outcome, decider = alive.Decider, casesRefuted = demo.Restored.Closed.Select(c => c.Kind.Code) } : null,
        },
        audit = AuditCommand.Document(demo.Audit),
        url,
        visit = url is null ? null : new { page = $"{url}/kiosk/", name = DemoVisitor.Name, documentNumber = DemoVisitor.Number, messages = $"{url}/outbox/" },
        phasesMs = demo.PhasesMs.ToDictionary(p => p.Key["Phase".Length..].ToLowerInvariant(), p => p.Value),
    };

    internal static void Show(DemoResult demo, string? url, IAnsiConsole console)
    {
        console.Write(new Rule(Markup.Escape(Strings.Get("DemoTitle"))).LeftJustified());
        console.Write(Outcomes(demo.Silent));
        console.WriteLine();
        var table = new Table().Border(TableBorder.None).HideHeaders();
        table.AddColumns(string.Empty, string.Empty);
        Row("DemoProvince", $"{Number(demo.Silent.Beneficiaries)} · {Number(demo.Silent.RecordsRead)} ({Number(demo.Silent.RecordsRejected)} {Strings.Get("DemoRejected")})");
        if (demo.Silent.Example is { } explained)
        {
            Row("DemoExample", $"{explained.BeneficiaryId} [{explained.Decision.RuleCode}] {(Strings.IsEnglish ? explained.Reason.English : explained.Reason.Chinese)}");
            Row("DemoEvidence", EvidenceLine(explained));
        }

        Row("DemoTruth", $"{Strings.Get("DemoFalseSilent")} {demo.Silent.Truth.FalseSilent} · {Strings.Get("DemoWronglyFlagged")} {demo.Silent.Truth.WronglyFlagged} · {Strings.Get("DemoMissed")} {demo.Silent.Truth.Missed}");
        foreach (var attempt in demo.Attempts)
        {
            Row("DemoFace", FaceLine(attempt));
        }

        Row("DemoReview", string.Join(" · ", demo.Overview.OpenCases.Select(c => $"{Strings.Get($"Finding{c.Kind.Code}")} {Number(c.Count)}")));
        if (demo.ExampleCase is { } example)
        {
            Row("DemoCase", $"{example.Beneficiary.Value}: {Strings.Get($"Finding{example.Kind.Code}")}, {example.RecordPlace}");
        }

        if (demo.Restored?.Decision is { } alive)
        {
            Row("DemoRestored", $"{alive.Beneficiary.Value}: {string.Join(", ", demo.Restored.Closed.Select(c => Strings.Get($"Finding{c.Kind.Code}")))} -> {Strings.Get("DemoRestoredHow")}");
        }

        Row("DemoAudit", $"{(demo.Audit.Ok ? "OK" : demo.Audit.Fault.ToString())} · {Number(demo.Audit.Size)} · {demo.Audit.RootHash}");
        Row("DemoTime", string.Join(" · ", demo.PhasesMs.Select(p => $"{Strings.Get(p.Key)} {CommandContext.Invariant($"{p.Value / 1000.0:F1}")} s")));
        if (url is not null)
        {
            Row("DemoUrl", url);
            Row("DemoVisit", $"{url}/kiosk/ · {DemoVisitor.Name} · {DemoVisitor.Number}");
            Row("DemoMessages", $"{url}/outbox/");
        }

        console.Write(table);

        void Row(string key, string value) => table.AddRow(Markup.Escape(Strings.Get(key)), Markup.Escape(value));
    }

    private static object Silent(ComparedSample silent) => new
    {
        beneficiaries = silent.Beneficiaries,
        records = new { read = silent.RecordsRead, accepted = silent.RecordsAccepted, rejected = silent.RecordsRejected },
        certified = silent.Counts[EligibilityOutcome.Certified],
        outcomes = CompareReport.Outcomes(silent.Counts),
        findings = CompareReport.Findings(silent.Counts),
        againstTruth = silent.Truth.Document(),
        policy = silent.PolicyVersion,
        asOf = silent.AsOf,
        decisionsDigest = silent.DecisionsDigest,
        example = silent.Example is { } explained ? ExplainReport.Document(explained) : null,
    };

    private static object Attempt(DemoAttempt attempt) => new
    {
        attempt.Beneficiary,
        attempt.Reference,
        attempt.Probe,
        attempt.Attempt,
        result = FaceSessionCommand.Document(attempt.Result.Session, attempt.Result.Decision),
    };

    /// <summary>People whose session ended with a caseworker.</summary>
    private static int Refused(DemoResult demo) => demo.Attempts
        .Where(a => a.Result.Decision.Outcome == FaceOutcome.ReferToCaseworker)
        .DistinctBy(a => a.Beneficiary)
        .Count();

    private static BarChart Outcomes(ComparedSample silent)
    {
        var chart = new BarChart().Width(100).LeftAlignLabel();
        foreach (var (outcome, colour) in new[] { (EligibilityOutcome.Certified, Color.Green), (EligibilityOutcome.NotDue, Color.Blue), (EligibilityOutcome.FaceRequired, Color.Yellow), (EligibilityOutcome.Review, Color.Red) })
        {
            chart.AddItem(Strings.Get($"Outcome{outcome}"), silent.Counts[outcome], colour);
        }

        return chart;
    }

    private static string EvidenceLine(DecisionExplanation explained)
    {
        var evidence = explained.Evidence.MaxBy(e => e.Strength)!;
        return CommandContext.Invariant($"{evidence.Source} {evidence.OccurredOn:yyyy-MM-dd}, {evidence.File}:{evidence.Line}, {Strings.Get("ColumnStrength")} {evidence.Strength:F2}");
    }

    private static string FaceLine(DemoAttempt attempt)
    {
        var reasons = attempt.Result.Decision.Reasons.Count == 0 ? string.Empty : $" ({string.Join(", ", attempt.Result.Decision.Reasons)})";
        return $"{attempt.Beneficiary} #{attempt.Attempt} {attempt.Probe} -> {attempt.Reference}: {Strings.Get($"Face{attempt.Result.Decision.Outcome}")}{reasons}";
    }

    private static string Number(long value) => CommandContext.Invariant($"{value:N0}");
}
