using SocialInsurance.Cli.Province;

namespace SocialInsurance.Benchmarks;

/// <summary>The province that the comparison race runs over: a given folder, or a generated one that is removed afterwards.</summary>
internal sealed class ComparisonInput : IDisposable
{
    internal const string RegisterFile = "register.csv";

    private readonly bool _isOwn;

    private ComparisonInput(string folder, bool isOwn)
    {
        Folder = folder;
        _isOwn = isOwn;
    }

    internal string Folder { get; }

    internal static ComparisonInput Open(string? folder)
    {
        if (folder is not null)
        {
            return new ComparisonInput(folder, isOwn: false);
        }

        var own = Directory.CreateTempSubdirectory("sicert-comparison-race-").FullName;
        ProvinceGenerator.Generate(new ProvinceOptions { Beneficiaries = 100_000, Records = 3_000_000, Seed = 1, OutDir = own }, null, CancellationToken.None);
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
