using System.IO.Compression;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Extensions.DependencyInjection;
using SocialInsurance.Contracts;

namespace SocialInsurance.Service.Hosting;

internal static class ApiSetup
{
    /// <summary>JSON by the contracts' own metadata, OpenAPI, compression of what is not already compressed.</summary>
    internal static void AddPublicApi(this IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, ContractsJson.Default));
        services.AddOpenApi("v1", openApi => openApi.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "社会保险待遇领取资格认证 (SocialInsurance)";
            document.Info.Version = "v1";
            // the address depends on the gateway in front; clients know where they asked
            document.Servers?.Clear();
            return Task.CompletedTask;
        }));
        services.AddResponseCompression(compression =>
        {
            // no answer of this listener mixes a secret with text that a stranger chose
            compression.EnableForHttps = true;
            compression.MimeTypes = ["application/json", "text/plain"];
        });
        services.Configure<BrotliCompressionProviderOptions>(brotli => brotli.Level = CompressionLevel.Fastest);
    }
}
