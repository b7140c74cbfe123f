using SocialInsurance.Comparison;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Visits;

namespace SocialInsurance.Eligibility.Tests.Visits;

public sealed class DivisionPlacesTests
{
    private const string Header = "division,latitude,longitude,name,englishName\n";

    [Fact]
    public void Every_division_of_the_sample_province_has_a_place_in_it()
    {
        for (var region = 0; region < 120; region++)
        {
            var code = $"{430_000 + ((region / 10 + 1) * 100) + (region % 10) + 1}";

            var place = DivisionPlaces.SampleProvince.Find(code);

            Assert.Equal(code, place?.Division);
            Assert.InRange(place!.Seat.Latitude, 24.5, 30.5);
            Assert.InRange(place.Seat.Longitude, 108.5, 114.5);
        }
    }

    [Theory]
    [InlineData("430104", "430104")]
    [InlineData("430104001002", "430104")]
    [InlineData("430199", "4301")]
    [InlineData("4301", "4301")]
    [InlineData("43", null)]
    [InlineData("", null)]
    [InlineData("990101", null)]
    public void Code_finds_its_division_or_the_one_around_it(string code, string? division) =>
        Assert.Equal(division, DivisionPlaces.SampleProvince.Find(code)?.Division);

    [Fact]
    public void Table_with_faults_is_refused_with_every_one_of_them()
    {
        var text = Header + "430101,28.2,112.9,A,B\n430101,28.2,112.9,A,B\n43010X,28,112,A,B\n430102,128,112,A,B\n430103,28,112,A\n430104,NaN,112,A,B\n";

        var refused = Assert.Throws<InputRefusedException>(() => DivisionPlaces.Read(text, "places.csv"));

        Assert.Equal([3L, 4, 5, 6, 7], refused.Errors.Select(error => error.Line ?? 0));
        Assert.All(refused.Errors, error => Assert.Equal("places.csv", error.File));
        Assert.Equal(1, Assert.Throws<InputRefusedException>(() => DivisionPlaces.Read("name\n", "places.csv")).Error.Line);
    }

    [Fact]
    public void Visit_of_an_unknown_division_is_kept_at_the_end_without_a_number()
    {
        HomeVisit Visit(string id, string division) => new(new BeneficiaryId(id), division, null, id, null);

        var plan = VisitPlanner.Plan("4301", [Visit("a", "999999"), Visit("c", "430104"), Visit("b", "431202")], DivisionPlaces.SampleProvince);

        Assert.Equal("4301", plan.Office?.Division);
        Assert.Equal([("c", 1), ("b", 2), ("a", (int?)null)], plan.Visits.Select(one => (one.Visit.Beneficiary.Value, one.Order)));
        Assert.InRange(plan.Kilometres!.Value, 500, 700);
        Assert.Null(VisitPlanner.Plan("", [Visit("a", "999999")], DivisionPlaces.SampleProvince).Kilometres);
    }
}
