using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace SocialInsurance.Service.Pages;

/// <summary>Serves the front end from this assembly: one route a file, so that every other address stays a plain 404.</summary>
internal static class PageEndpoints
{
    internal const string ResourcePrefix = "web/";
    private const string Icon = "/favicon.svg";
    private const string Missing = "missing/index.html";
    private const string OldIcon = "/favicon.ico";
    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>What a browser gets at an address that is none.</summary>
    internal static Lazy<PageAsset> MissingPage { get; } = new(() => Load(typeof(PageEndpoints).Assembly).Single(asset => asset.File == Missing));

    internal static void MapPages(this IEndpointRouteBuilder routes, ServiceOptions options)
    {
        foreach (var asset in VoiceClips.Replace(Load(typeof(PageEndpoints).Assembly), options.VoiceFolder).Where(asset => asset.File != Missing && (options.ShowOutbox || asset.Route != "/outbox/")))
        {
            routes.MapMethods(asset.Route, Methods, context => WriteAsync(context, asset)).ExcludeFromDescription();
            if (asset.Route == Icon)
            {
                // older browsers ask for this address by themselves
                routes.MapMethods(OldIcon, Methods, context => WriteAsync(context, asset)).ExcludeFromDescription();
            }
        }
    }

    /// <exception cref="InvalidOperationException">the assembly was built without the front end</exception>
    private static List<PageAsset> Load(Assembly assembly)
    {
        var assets = new List<PageAsset>();
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(ResourcePrefix, StringComparison.Ordinal)))
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            var content = new byte[stream.Length];
            stream.ReadExactly(content);
            assets.Add(new PageAsset(name[ResourcePrefix.Length..].Replace('\\', '/'), content));
        }

        return assets.Exists(asset => asset.Route == "/")
            ? assets
            : throw new InvalidOperationException($"The first page is missing: expected resource {ResourcePrefix}public/index.html, found {assets.Count} other files");
    }

    private static async Task WriteAsync(HttpContext context, PageAsset asset)
    {
        var (request, response) = (context.Request, context.Response);
        response.Headers.ETag = asset.ETag;
        response.Headers.CacheControl = asset.CacheControl;
        response.Headers.Vary = HeaderNames.AcceptEncoding;
        if (request.Headers.IfNoneMatch.Contains(asset.ETag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        var body = asset.Content;
        if (asset.Brotli is { } packed && AcceptsBrotli(request))
        {
            body = packed;
            response.Headers.ContentEncoding = "br";
        }

        response.ContentType = asset.ContentType;
        response.ContentLength = body.Length;
        if (HttpMethods.IsGet(request.Method))
        {
            await response.Body.WriteAsync(body, context.RequestAborted);
        }
    }

    private static bool AcceptsBrotli(HttpRequest request) =>
        StringWithQualityHeaderValue.TryParseList(request.Headers.AcceptEncoding, out var accepted)
        && accepted.Any(one => one.Value.Equals("br", StringComparison.OrdinalIgnoreCase) && one.Quality is null or > 0);
}
