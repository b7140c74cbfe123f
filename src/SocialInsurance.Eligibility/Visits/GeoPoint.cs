namespace SocialInsurance.Eligibility.Visits;

/// <summary>A place on the earth, WGS 84.</summary>
/// <param name="Latitude">degrees, -90..90, negative south</param>
/// <param name="Longitude">degrees, -180..180, negative west</param>
public readonly record struct GeoPoint(double Latitude, double Longitude)
{
    // IUGG mean radius
    private const double EarthRadiusKm = 6371.0088;

    /// <summary>Whether both coordinates lie in their ranges.</summary>
    public bool IsOnEarth => double.Abs(Latitude) <= 90 && double.Abs(Longitude) <= 180;

    /// <summary>Along the great circle, kilometres; haversine, which stays exact for short ways.</summary>
    public double KilometresTo(GeoPoint other)
    {
        var (here, there) = (double.DegreesToRadians(Latitude), double.DegreesToRadians(other.Latitude));
        var north = double.Sin((there - here) / 2);
        var east = double.Sin(double.DegreesToRadians(other.Longitude - Longitude) / 2);
        var h = (north * north) + (double.Cos(here) * double.Cos(there) * east * east);
        return 2 * EarthRadiusKm * double.Asin(double.Sqrt(double.Min(h, 1)));
    }
}
