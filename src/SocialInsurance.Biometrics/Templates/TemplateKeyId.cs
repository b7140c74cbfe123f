namespace SocialInsurance.Biometrics.Templates;

/// <summary>Which key a template is turned by. Templates can be compared only under one key.</summary>
/// <param name="Value">0 for a template as the model made it; keys count from 1.</param>
public readonly record struct TemplateKeyId(uint Value)
{
    /// <summary>As the model made it: never to be stored.</summary>
    public static readonly TemplateKeyId Plain = default;

    public bool IsPlain => Value == 0;

    public override string ToString() => IsPlain ? "plain" : $"key {Value}";
}
