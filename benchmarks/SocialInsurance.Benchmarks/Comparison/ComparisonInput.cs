using SocialInsurance.Cli.Commands;
using SocialInsurance.Cli.Province;

namespace SocialInsurance.Benchmarks;

/// <summary>The province that the comparison race runs over: a given folder, or a generated one that is removed afterwards.</summary>
internal sealed class ComparisonInput : IDisposable
{
    internal const string RegisterFile = "register.csv";

    /// <summary>The day of the sample province.</summary>
    internal static readonly DateOnly AsOf = new(2026, 10, 31);

    private readonly bool _isOwn;

    private ComparisonInput(string folder, bool isOwn)
    {
        Folder = folder;
        _isOwn = isOwn;
    }

    internal string Folder { get; }

    internal static ComparisonInput Open(string? folder) => folder is null ? Make(100_000, 3_000_000) : new ComparisonInput(folder, isOwn: false);

    internal static ComparisonInput Make(long beneficiaries, long records, int days = 0)
    {
        var own = Directory.CreateTempSubdirectory("sicert-comparison-race-").FullName;
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(own, (UnixFileMode)0b111_101_101); // a rival's server reads as a user of its own
        }

        ProvinceGenerator.Generate(
            new ProvinceOptions { Beneficiaries = beneficiaries, Records = records, Seed = 1, OutDir = own, PolicyYaml = SamplePolicy.Text, Days = days }, null, CancellationToken.None);
        return new ComparisonInput(own, isOwn: true);
    }

    public void Dispose()
    {
        if (_isOwn)
        {
            Directory.Delete(Folder, recursive: true);
        }
    }
}
