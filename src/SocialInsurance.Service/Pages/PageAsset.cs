using System.IO.Compression;
using System.Security.Cryptography;

namespace SocialInsurance.Service.Pages;

/// <summary>One file of the front end, held in memory with its compressed form. Immutable, thread-safe.</summary>
internal sealed class PageAsset
{
    private readonly Lazy<byte[]?> _brotli;

    /// <param name="file">path in the build's output, <c>/</c> between folders</param>
    internal PageAsset(string file, byte[] content)
    {
        File = file;
        Content = content;
        ETag = $"\"{Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 16))}\"";
        ContentType = TypeOf(file);
        _brotli = new Lazy<byte[]?>(Compress);
    }

    internal string File { get; }

    internal byte[] Content { get; }

    /// <summary>Null when compression saves nothing.</summary>
    internal byte[]? Brotli => _brotli.Value;

    internal string ETag { get; }

    internal string ContentType { get; }

    /// <summary>Files under <c>assets/</c> carry the hash of their content in their name and never change.</summary>
    internal string CacheControl => File.StartsWith("assets/", StringComparison.Ordinal) ? "public, max-age=31536000, immutable" : "no-cache";

    /// <summary>The address: a folder's <c>index.html</c> is the folder, and <c>public/</c> is the root.</summary>
    internal string Route => File switch
    {
        "public/index.html" => "/",
        _ when File.EndsWith("/index.html", StringComparison.Ordinal) => "/" + File[..^"index.html".Length],
        _ => "/" + File,
    };

    private static string TypeOf(string file) => Path.GetExtension(file) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".svg" => "image/svg+xml",
        ".json" => "application/json; charset=utf-8",
        ".webmanifest" => "application/manifest+json; charset=utf-8",
        ".png" => "image/png",
        ".mp3" => "audio/mpeg",
        var other => throw new InvalidOperationException($"The front end holds {file}; expected html, js, css, svg, json, webmanifest, png or mp3, found {other}"),
    };

    private byte[]? Compress()
    {
        using var packed = new MemoryStream();
        using (var brotli = new BrotliStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            brotli.Write(Content);
        }

        return packed.Length < Content.Length ? packed.ToArray() : null;
    }
}
