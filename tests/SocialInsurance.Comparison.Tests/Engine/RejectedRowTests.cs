using System.Text;

namespace SocialInsurance.Comparison.Tests;

/// <summary>A row that is rejected is neither a fault of the program nor, of a death list, forgotten.</summary>
public sealed class RejectedRowTests
{
    const string Name = "赵桂凤";

    static Scene Register(string number = "", string type = "") =>
        new([$"dead,{(number.Length > 0 ? number : Scene.Number(7))},{Name},2026-12-01{type}", $"other,{Scene.Number(8)},钱桂凤,2026-12-01"]);

    static string[] Linked(Scene.Run run) => [.. run.Result.State.Links.All.Select(l => $"{Encoding.UTF8.GetString(run.Result.State.IdOf(l.Subject))}@{l.Place.Line}")];

    [Theory]
    [InlineData("{ delimiter: ',', header: yes }")]
    [InlineData("{ delimiter: ',', header: yes, quoting: double }")]
    public void Source_without_names_rejects_a_wrong_date_and_goes_on(string format)
    {
        using Scene scene = Register().Feed(
            "bus", $"number,on\n{Scene.Number(7)},2027-10-01\n{Scene.Number(7)},soon\n{Scene.Number(8)},2026-10-01\n", Scene.Descriptor("bus", format: format, columns: "{ number: number, eventDate: on }"));
        using Scene.Run run = scene.Compare();
        FileCounts counts = run.Counts("bus.csv");
        Assert.Equal((3, 1, 2), (counts.Read, counts.Accepted, counts.Rejected));
        Assert.Equal(2, run.Rejects.Length);
    }

    [Fact]
    public void Fixed_width_death_with_a_damaged_name_behind_its_number_is_a_possible_link()
    {
        byte[] row = [.. Encoding.UTF8.GetBytes($"{Scene.Number(7)} 赵"), 0xE6, 0xA1, .. Encoding.UTF8.GetBytes("凤 20261001\n")];
        using Scene scene = Register().Feed("deaths", row, Scene.Descriptor(
            "deaths", "terminal", "{ encoding: utf8, fixedWidth: { unit: characters, columns: [ { name: number, start: 1, length: 18 }, { name: name, start: 20, length: 3 }, { name: on, start: 24, length: 8 } ] } }")
            .Replace("yyyy-MM-dd", "yyyyMMdd", StringComparison.Ordinal));
        using Scene.Run run = scene.Compare();
        Assert.Equal((1, 1), (run.Counts("deaths.csv").Read, run.Counts("deaths.csv").Rejected));
        Assert.Equal(["dead@1"], Linked(run));
    }

    [Fact]
    public void Death_under_the_right_number_and_a_wrong_type_of_document_is_a_possible_link()
    {
        using Scene scene = Register("H12345678");
        scene.Feed("deaths", $"number,name,on,type\nH12345678,{Name},2026-10-01,身份证\n", Scene.Descriptor(
            "deaths", "terminal", columns: "{ number: number, name: name, eventDate: on, documentType: type }", more: "documentTypes: { 身份证: citizen, 回乡证: hongKongMacauPermit }"));
        using Scene.Run run = scene.Compare();
        Assert.Equal(1, run.Counts("deaths.csv").Rejected);
        Assert.Equal(["dead@2"], Linked(run));
    }
}
