using System.Globalization;
using SocialInsurance.Comparison;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace SocialInsurance.Eligibility.Notices;

/// <summary>Members of a YAML mapping, each demanded by name and form; the first fault refuses the file with its place.</summary>
internal sealed class NoticeYaml(string file, YamlMappingNode map)
{
    public NoticeYaml Child(string name) => Find(name) is YamlMappingNode child
        ? new NoticeYaml(file, child)
        : throw Refuse(file, map.Start, $"{name} is missing", "a mapping", "nothing or something else");

    public string Text(string name, Func<string, bool> fits, string expected)
    {
        var node = Find(name);
        return node is YamlScalarNode { Value: { } value } && fits(value)
            ? value
            : throw Refuse(file, (node ?? map).Start, $"{name} is not in order", expected, node is YamlScalarNode { Value: { } found } ? Shorten(found) : "nothing");
    }

    public TimeOnly Time(string name) => TimeOnly.ParseExact(
        Text(name, text => TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out _), "HH:mm"),
        "HH:mm",
        CultureInfo.InvariantCulture);

    public static InputRefusedException Refuse(string file, Mark at, string message, string expected, string found) => new(new InputError(
        InputErrorCode.DescriptorInvalid, message, file, at.Line, (int)at.Column, expected, found));

    private static string Shorten(string text) => text.Length <= 80 ? text : text[..80] + "…";

    private YamlNode? Find(string name) => map.Children.TryGetValue(new YamlScalarNode(name), out var node) ? node : null;
}
