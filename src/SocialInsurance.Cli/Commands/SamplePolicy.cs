namespace SocialInsurance.Cli.Commands;

/// <summary>The sample province's policy (<c>samples/policies/province-2026.yaml</c>), carried inside the program.</summary>
internal static class SamplePolicy
{
    private const string ResourceName = "province-2026.yaml";

    internal static string Text { get; } = Read();

    private static string Read()
    {
        using var reader = new StreamReader(typeof(SamplePolicy).Assembly.GetManifestResourceStream(ResourceName)
            ?? throw new InvalidOperationException($"resource {ResourceName} is missing from the program"));
        return reader.ReadToEnd();
    }
}
