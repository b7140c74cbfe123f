using System.Collections.Frozen;
using Google.Protobuf.Reflection;

namespace SocialInsurance.Service.Grpc;

/// <summary>A service as its .proto file describes it, with the methods that serve it.</summary>
internal interface IGrpcService
{
    ServiceDescriptor Descriptor { get; }

    /// <param name="catalogue">of all services; not to be read before the host is built</param>
    IEnumerable<GrpcMethod> Methods(GrpcCatalogue catalogue);
}

/// <summary>Everything that is served. Immutable, thread-safe.</summary>
internal sealed class GrpcCatalogue
{
    private readonly FrozenDictionary<string, GrpcMethod> methods;

    /// <exception cref="InvalidOperationException">a service does not serve what its .proto file says</exception>
    internal GrpcCatalogue(IEnumerable<IGrpcService> services)
    {
        var served = services.ToList();
        Services = served.ToFrozenDictionary(service => service.Descriptor.FullName, service => service.Descriptor, StringComparer.Ordinal);
        methods = served.SelectMany(service => service.Methods(this)).ToFrozenDictionary(method => method.Path, StringComparer.Ordinal);
        var described = Services.Values.SelectMany(service => service.Methods.Select(method => service.PathOf(method.Name)));
        if (described.Except(methods.Keys, StringComparer.Ordinal).FirstOrDefault() is { } missing)
        {
            throw new InvalidOperationException($"{missing} is described and not served");
        }
    }

    /// <summary>By full name, for example <c>grpc.health.v1.Health</c>.</summary>
    internal FrozenDictionary<string, ServiceDescriptor> Services { get; }

    internal GrpcMethod? Find(string? path) => methods.GetValueOrDefault(path ?? string.Empty);
}

internal static class GrpcPaths
{
    /// <summary><c>/package.Service/Method</c></summary>
    internal static string PathOf(this ServiceDescriptor service, string method) => $"/{service.FullName}/{method}";
}
