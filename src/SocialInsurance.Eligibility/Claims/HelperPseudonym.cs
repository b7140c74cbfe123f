using System.Globalization;
using System.Text;
using SocialInsurance.Comparison;
using SocialInsurance.Eligibility.Relatives;

namespace SocialInsurance.Eligibility.Claims;

/// <summary>The same number, name (in its one written form) and telephone make the same helper.</summary>
internal static class HelperPseudonym
{
    internal static HelperId Of(HelperIdentity identity, IPseudonyms pseudonyms)
    {
        var name = NameKey.Of(Encoding.UTF8.GetBytes(identity.Name.Reveal())).Value.ToString("X16", CultureInfo.InvariantCulture);
        return new HelperId(pseudonyms.Of("helper", $"{identity.Document.LookupForm}/{name}/{identity.Phone.Reveal()}"));
    }
}
