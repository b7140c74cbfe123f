using SocialInsurance.Comparison;
using SocialInsurance.Eligibility.DataComparison;
using SocialInsurance.Eligibility.Tests.Rules;

namespace SocialInsurance.Eligibility.Tests.DataComparison;

/// <summary>A register that has one identifier with two numbers: deaths may be reported under either.</summary>
public sealed class RepeatedRegistrationTests : IDisposable
{
    private const string Descriptor = """
        name: NAME
        kind: KIND
        authority: 测试
        filePattern: 'NAME.csv'
        format: { delimiter: ',', header: yes }
        columns: COLUMNS
        dateFormat: yyyy-MM-dd
        presenceClass: personPresent
        maxRejectedShare: 1
        """;

    private readonly string _root = Directory.CreateTempSubdirectory("sicert-repeated-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData("p1,430101194001011001,王秀英", "p1,430101194001011001,王秀英", "Certified,R110")]
    [InlineData("p1,430101194001011001,王秀英", "p1,110108195207154424,王秀英", "Review,R070")]
    [InlineData("p1,110108195207154424,王秀英", "p1,430101194001011001,王秀英", "Review,R040")]
    public void Bearer_of_two_numbers_is_not_certified_by_one_of_them(string first, string second, string expected)
    {
        Write("register", "subjects", "{ id: id, number: number, name: name }", $"id,number,name\n{first}\n{second}\n");
        Write("medical_settlement", "activity", "{ number: number, name: name, eventDate: on }", "number,name,on\n430101194001011001,王秀英,2026-10-20\n");
        Write("cremation", "terminal", "{ number: number, name: name, eventDate: on }", "number,name,on\n110108195207154424,王秀英,2026-10-02\n");
        using var run = CompareRegister.Execute(
            new CompareRequest([Path.Combine(_root, "register.csv")], _root, SamplePolicy.Bytes, new DateOnly(2026, 10, 31), Path.Combine(_root, "run"), Threads: 2),
            progress: null, TestContext.Current.CancellationToken);
        Assert.StartsWith($"p1,{expected},", File.ReadAllLines(Path.Combine(run.Folder, "decisions.csv"))[1], StringComparison.Ordinal);
    }

    private void Write(string name, string kind, string columns, string csv)
    {
        File.WriteAllText(Path.Combine(_root, $"{name}.feed.yaml"), Descriptor.Replace("NAME", name, StringComparison.Ordinal).Replace("KIND", kind, StringComparison.Ordinal).Replace("COLUMNS", columns, StringComparison.Ordinal));
        File.WriteAllText(Path.Combine(_root, $"{name}.csv"), csv);
    }
}
