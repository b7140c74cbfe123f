using System.Globalization;
using SocialInsurance.Comparison;
using SocialInsurance.Contracts;
using SocialInsurance.Service.Cases;
using SocialInsurance.Service.Hosting;

namespace SocialInsurance.Service.Supervision;

/// <summary>Why the brake holds a delivery, in words.</summary>
internal static class BrakeTexts
{
    internal static TextDto ReasonOf(BrakeVerdict verdict)
    {
        TextDto[] reasons = [.. verdict.Outside.Select(check => Of(check, verdict.KnownDeliveries))];
        return new TextDto(string.Join('；', reasons.Select(reason => reason.Zh)), string.Join("; ", reasons.Select(reason => reason.En)));
    }

    private static TextDto Of(BrakeCheck check, int known)
    {
        var (name, basis) = (ServiceTexts.Get($"Brake{check.Measure}"), ServiceTexts.Format($"BrakeBasis{check.Basis}", known));
        return check.Low is { } low
            ? CaseTexts.Fill("BrakeBetween", name, Value(check, check.Value), Value(check, low), Value(check, check.High), basis)
            : CaseTexts.Fill("BrakeAbove", name, Value(check, check.Value), Value(check, check.High), basis);
    }

    private static string Value(BrakeCheck check, double? value) => check.Measure is BrakeMeasure.Volume or BrakeMeasure.NewestAgeDays
        ? string.Create(CultureInfo.InvariantCulture, $"{value:N0}")
        : string.Create(CultureInfo.InvariantCulture, $"{value * 100:0.###}%");
}
