using System.Globalization;
using SocialInsurance.Contracts;
using SocialInsurance.Eligibility.Supervision;
using SocialInsurance.Service.Cases;
using SocialInsurance.Service.Hosting;

namespace SocialInsurance.Service.Supervision;

/// <summary>Why the brake holds a delivery, or misses one, in words.</summary>
internal static class BrakeTexts
{
    internal static TextDto ReasonOf(HeldDelivery held)
    {
        TextDto[] reasons = [.. held.IsReadable ? [] : new[] { ServiceTexts.Get("BrakeUnreadable") }, .. held.Outside.Select(check => Of(check, held.KnownDeliveries)), .. Missing(held)];
        return new TextDto(string.Join('；', reasons.Select(reason => reason.Zh)), string.Join("; ", reasons.Select(reason => reason.En)));
    }

    internal static TextDto ReasonOf(GoneFile gone)
    {
        var runs = string.Join('、', gone.ReadBy);
        return gone.WasHeld ? ServiceTexts.Format("BrakeHeldGone", runs)
            : gone.People is { } people
            ? ServiceTexts.Format("BrakeDeathsGone", runs, people.ToString("N0", CultureInfo.InvariantCulture))
            : ServiceTexts.Format("BrakeGone", runs);
    }

    private static IEnumerable<TextDto> Missing(HeldDelivery held) => held.Missing.Count == 0
        ? []
        : [ServiceTexts.Format("BrakeMissing", string.Join('、', held.Missing))];

    private static TextDto Of(HeldMeasure check, int known)
    {
        var (name, basis) = (ServiceTexts.Get($"Brake{check.Measure}"), ServiceTexts.Format($"BrakeBasis{check.Basis}", known));
        return check is { Low: { } least, High: null } ? CaseTexts.Fill("BrakeBelow", name, Value(check, check.Value), Value(check, least), basis)
            : check.Low is { } low
            ? CaseTexts.Fill("BrakeBetween", name, Value(check, check.Value), Value(check, low), Value(check, check.High), basis)
            : CaseTexts.Fill("BrakeAbove", name, Value(check, check.Value), Value(check, check.High), basis);
    }

    private static string Value(HeldMeasure check, double? value) => check.IsCount
        ? string.Create(CultureInfo.InvariantCulture, $"{value:N0}")
        : string.Create(CultureInfo.InvariantCulture, $"{value * 100:0.###}%");
}
