using System.Globalization;
using System.Text;
using SocialInsurance.Cli.Capacity;

namespace SocialInsurance.Benchmarks;

/// <summary>The hours of a simulated day as one SVG without anything from outside.</summary>
internal static class DayChart
{
    private const int Width = 30;
    private const int Height = 220;

    internal static string Draw(DayResult day, int instances)
    {
        var hours = day.ByHour;
        var most = hours.Max(hour => hour.Arrived);
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {(Width * 24) + 20} {Height + 60}\" font-family=\"sans-serif\" font-size=\"11\"><rect width=\"100%\" height=\"100%\" fill=\"#fff\"/><text x=\"10\" y=\"16\">Arrivals by hour, {instances} instances; dark: found no place at once</text>\n");
        for (var hour = 0; hour < hours.Count; hour++)
        {
            var (tall, dark) = (Height * (double)hours[hour].Arrived / most, Height * (double)hours[hour].NotAtOnce / most);
            var (left, bottom) = (10 + (Width * hour), Height + 30);
            svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{left}\" y=\"{bottom - tall:F1}\" width=\"{Width - 4}\" height=\"{tall:F1}\" fill=\"#7aa6d8\"/><rect x=\"{left}\" y=\"{bottom - dark:F1}\" width=\"{Width - 4}\" height=\"{dark:F1}\" fill=\"#8a2f2f\"/><text x=\"{left}\" y=\"{bottom + 14}\">{hour}</text>\n");
        }

        return svg.Append(CultureInfo.InvariantCulture, $"<text x=\"10\" y=\"{Height + 56}\">busiest hour: {most:N0} arrivals</text></svg>\n").ToString();
    }
}
