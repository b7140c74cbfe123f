using System.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace SocialInsurance.Eligibility.Rules;

/// <summary>From bytes to a YAML tree with positions. Refuses what could exhaust memory or stack before building the tree.</summary>
internal static class YamlText
{
    internal const int MaximumBytes = 4 << 20;
    private const int MaximumDepth = 32;
    private static readonly TextPosition Start = new(1, 1);

    internal static YamlNode? Parse(ReadOnlySpan<byte> utf8, PolicyErrors errors)
    {
        if (utf8.Length > MaximumBytes) return Refuse(errors, Start, "file too large", $"at most {MaximumBytes} bytes", $"{utf8.Length} bytes");
        string? text = Decode(utf8, errors);
        if (text is null) return null;
        try
        {
            return Build(text, errors);
        }
        catch (UnbearableException e)
        {
            return Refuse(errors, At(e.Start), e.Message, e.Expected, e.Found);
        }
        catch (YamlException e)
        {
            return Refuse(errors, At(e.Start), "not readable as YAML: " + e.Message, "YAML 1.2", "a syntax error");
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            // some unclosed flow mappings and members without a name make YamlDotNet 16.3 throw these instead, without a place
            return Refuse(errors, LastReadable(text), "not readable as YAML: " + e.Message, "YAML 1.2", "a syntax error");
        }
    }

    private static TextPosition LastReadable(string text)
    {
        var last = Start;
        var parser = new Parser(new StringReader(text));
        try
        {
            while (parser.MoveNext()) last = At(parser.Current!.End);
        }
        catch (Exception e) when (e is YamlException or InvalidOperationException or ArgumentException)
        {
            // this is the place
        }
        return last;
    }

    internal static TextPosition At(Mark mark) => new((int)mark.Line, (int)mark.Column);

    private static string? Decode(ReadOnlySpan<byte> utf8, PolicyErrors errors)
    {
        if (utf8.StartsWith("\uFEFF"u8)) utf8 = utf8[3..];
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(utf8);
        }
        catch (DecoderFallbackException e)
        {
            int line = utf8[..Math.Clamp(e.Index, 0, utf8.Length)].Count((byte)'\n') + 1;
            Refuse(errors, new TextPosition(line, 1), "not readable as text", "UTF-8", "invalid bytes");
            return null;
        }
    }

    private static YamlNode? Build(string text, PolicyErrors errors)
    {
        var stream = new YamlStream();
        stream.Load(new ShallowParser(new Parser(new StringReader(text))));
        if (stream.Documents.Count == 1) return stream.Documents[0].RootNode;
        return Refuse(errors, Start, "wrong number of YAML documents", "one document", $"{stream.Documents.Count}");
    }

    private static YamlNode? Refuse(PolicyErrors errors, TextPosition at, string message, string expected, string found)
    {
        errors.Add(PolicyErrorKind.Unreadable, at, "$", message, expected, found);
        return null;
    }

    /// <summary>Stops before the tree is deeper than its building, by recursion, can bear; an alias inside its own anchor would never end.</summary>
    private sealed class ShallowParser(Parser parser) : IParser
    {
        private int _depth = -2; // the stream and the document count as nesting too

        public ParsingEvent? Current => parser.Current;

        public bool MoveNext()
        {
            if (!parser.MoveNext()) return false;
            _depth += parser.Current!.NestingIncrease;
            if (parser.Current is AnchorAlias alias) throw new UnbearableException(alias, "an alias", "what it stands for, written out", "an alias");
            return _depth <= MaximumDepth ? true : throw new UnbearableException(parser.Current, "nested too deep", $"at most {MaximumDepth} levels", "more");
        }
    }

    private sealed class UnbearableException(ParsingEvent at, string message, string expected, string found) : YamlException(at.Start, at.End, message)
    {
        internal string Expected => expected;

        internal string Found => found;
    }
}
