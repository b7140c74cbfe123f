using System.Text;
using SocialInsurance.Eligibility.Claims;
using SocialInsurance.Eligibility.Retention;
using SocialInsurance.Eligibility.Rules;

namespace SocialInsurance.Eligibility.Tests.Retention;

public sealed class RetentionFileTests
{
    private static readonly string Default = Read();

    [Fact]
    public void Table_of_the_program_has_a_line_within_the_law_for_every_kind()
    {
        var table = RetentionFile.Default;
        Assert.Equal(Enum.GetValues<RetainedKind>(), table.Lines.Select(line => line.Kind).Order());
        Assert.All(table.Lines, line => Assert.True(RetentionLaw.Allows(line.Kind, line.Keep), $"{line.Kind} {line.Keep}"));
        Assert.Equal((30, 0), (table.ReviewFrameDays, table[RetainedKind.RawFrames].Keep.Count));
        Assert.True(new ClaimLimits().CodeLifetime <= table[RetainedKind.ClaimCodes].Keep.Longest);
    }

    [Theory]
    [InlineData("rawFrames", "0 days", "1 days")]
    [InlineData("reviewFrames", "30 days", "31 days")]
    [InlineData("reviewFrames", "30 days", "1 months")]
    [InlineData("operatingLogs", "6 months", "180 days")]
    [InlineData("operatingLogs", "6 months", "5 months")]
    [InlineData("claimCodes", "5 minutes", "1 days")]
    [InlineData("feedEvents", "3 years", "12 months")]
    [InlineData("decisions", "forever", "30 years")]
    [InlineData("auditLog", "forever", "10 years")]
    [InlineData("references", "purpose", "forever")]
    [InlineData("feedback", "3 years", "forever")]
    public void Term_outside_the_law_is_refused_at_its_place(string kind, string from, string to)
    {
        var text = Changed(kind, from, to, out var line);
        var error = Assert.Single(RetentionFile.Load(Encoding.UTF8.GetBytes(text)).Errors);
        Assert.Equal((PolicyErrorKind.UnsafeRule, line, 11, to), (error.Kind, error.Line, error.Column, error.Found));
    }

    [Theory]
    [InlineData("operatingLogs", "6 months", "200 days")]
    [InlineData("operatingLogs", "6 months", "1 years")]
    [InlineData("reviewFrames", "30 days", "7 days")]
    [InlineData("contacts", "6 months", "0 days")]
    public void Term_within_the_law_is_taken(string kind, string from, string to) =>
        Assert.Equal(to, RetentionFile.Load(Encoding.UTF8.GetBytes(Changed(kind, from, to, out _))).Table!.Lines.First(line => RetentionFile.SpellingOf(line.Kind) == kind).Keep.ToString());

    [Theory]
    [InlineData("keep: 30 days", "keep: thirty days", PolicyErrorKind.InvalidValue)]
    [InlineData("keep: 30 days", "keep: -1 days", PolicyErrorKind.InvalidValue)]
    [InlineData("keep: 30 days", "keep: 99999999999 days", PolicyErrorKind.InvalidValue)]
    [InlineData("keep: 30 days", "kept: 30 days", PolicyErrorKind.UnknownMember)]
    [InlineData("kind: reviewFrames", "kind: reviewFrame", PolicyErrorKind.InvalidValue)]
    [InlineData("kind: reviewFrames", "kind: rawFrames", PolicyErrorKind.UnsafeRule)]
    [InlineData("effectiveFrom: 2026-11-01", "effectiveFrom: soon", PolicyErrorKind.InvalidValue)]
    public void Fault_of_the_text_is_refused_with_its_kind(string from, string to, PolicyErrorKind kind)
    {
        var load = RetentionFile.Load(Encoding.UTF8.GetBytes(ReplaceFirst(Default, from, to)));
        Assert.Null(load.Table);
        Assert.Contains(load.Errors, error => error.Kind == kind && error.Line > 0);
    }

    [Fact]
    public void Kind_without_a_line_or_with_two_is_refused()
    {
        var at = Default.IndexOf("  - kind: operatingLogs", StringComparison.Ordinal);
        var missing = Assert.Single(RetentionFile.Load(Encoding.UTF8.GetBytes(Default[..at])).Errors);
        Assert.Equal((PolicyErrorKind.MissingMember, "operatingLogs"), (missing.Kind, missing.Found));
        var twice = Assert.Single(RetentionFile.Load(Encoding.UTF8.GetBytes(Default + Default[at..])).Errors);
        Assert.Equal(PolicyErrorKind.Duplicate, twice.Kind);
    }

    [Fact]
    public void Cutoff_goes_back_by_calendar_units()
    {
        var now = new DateTimeOffset(2027, 3, 31, 12, 0, 0, TimeSpan.Zero);
        Assert.Equal(new DateTimeOffset(2026, 9, 30, 12, 0, 0, TimeSpan.Zero), new RetentionTerm(6, RetentionUnit.Months).CutoffAt(now));
        Assert.Equal(now.AddDays(-30), new RetentionTerm(30, RetentionUnit.Days).CutoffAt(now));
        Assert.Equal(DateTimeOffset.UnixEpoch, new RetentionTerm(0, RetentionUnit.Forever).CutoffAt(now));
    }

    private static string Changed(string kind, string from, string to, out int line)
    {
        var at = Default.IndexOf($"kind: {kind}\n", StringComparison.Ordinal);
        var keep = Default.IndexOf($"keep: {from}", at, StringComparison.Ordinal);
        line = Default.AsSpan(0, keep).Count('\n') + 1;
        return Default[..keep] + $"keep: {to}" + Default[(keep + 6 + from.Length)..];
    }

    private static string ReplaceFirst(string text, string from, string to) =>
        text.IndexOf(from, StringComparison.Ordinal) is var at and >= 0 ? text[..at] + to + text[(at + from.Length)..] : throw new InvalidOperationException(from);

    private static string Read()
    {
        using var reader = new StreamReader(typeof(RetentionFile).Assembly.GetManifestResourceStream("retention.yaml")!);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
