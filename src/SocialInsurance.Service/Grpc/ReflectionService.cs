using Google.Protobuf.Reflection;
using SocialInsurance.Contracts.Grpc.Reflection.V1;

namespace SocialInsurance.Service.Grpc;

/// <summary>
/// The public protocol <c>grpc.reflection</c>: what is served, and its .proto files. Version v1alpha has the same messages on
/// the wire. There are no extensions.
/// </summary>
internal sealed class ReflectionService(ServiceDescriptor descriptor, GrpcStopping stopping) : IGrpcService
{
    private const int Waiting = 4;

    public ServiceDescriptor Descriptor => descriptor;

    public IEnumerable<GrpcMethod> Methods(GrpcCatalogue catalogue) =>
    [
        new GrpcBidirectionalMethod<ServerReflectionRequest, ServerReflectionResponse>(
            descriptor.PathOf("ServerReflectionInfo"),
            ServerReflectionRequest.Parser,
            Waiting,
            stopping,
            (requests, answers, _) => AnswerAllAsync(requests, answers, catalogue)),
    ];

    private static async ValueTask<GrpcOutcome> AnswerAllAsync(
        GrpcRequests<ServerReflectionRequest> requests, GrpcAnswers<ServerReflectionResponse> answers, GrpcCatalogue catalogue)
    {
        var files = FilesOf(catalogue);
        while (await requests.ReadAsync() is { } request)
        {
            var answer = Answer(request, catalogue, files);
            answer.ValidHost = request.Host;
            answer.OriginalRequest = request;
            await answers.WriteAsync(answer);
        }

        return requests.Refusal;
    }

    private static ServerReflectionResponse Answer(
        ServerReflectionRequest request, GrpcCatalogue catalogue, IReadOnlyDictionary<string, FileDescriptor> files) => request.MessageRequestCase switch
        {
            ServerReflectionRequest.MessageRequestOneofCase.ListServices => List(catalogue),
            ServerReflectionRequest.MessageRequestOneofCase.FileByFilename => Describe(files.GetValueOrDefault(request.FileByFilename)),
            ServerReflectionRequest.MessageRequestOneofCase.FileContainingSymbol => Describe(
                files.Values.FirstOrDefault(file => Declares(file, request.FileContainingSymbol))),
            ServerReflectionRequest.MessageRequestOneofCase.FileContainingExtension
                or ServerReflectionRequest.MessageRequestOneofCase.AllExtensionNumbersOfType => Refuse(GrpcStatus.NotFound, "there are no extensions"),
            ServerReflectionRequest.MessageRequestOneofCase.None => Refuse(GrpcStatus.InvalidArgument, "nothing was asked"),
        };

    private static ServerReflectionResponse List(GrpcCatalogue catalogue)
    {
        var list = new ListServiceResponse();
        list.Service.AddRange(catalogue.Services.Keys.Order(StringComparer.Ordinal).Select(name => new ServiceResponse { Name = name }));
        return new ServerReflectionResponse { ListServicesResponse = list };
    }

    private static ServerReflectionResponse Describe(FileDescriptor? file)
    {
        if (file is null)
        {
            return Refuse(GrpcStatus.NotFound, "unknown file or symbol");
        }

        var response = new FileDescriptorResponse();
        response.FileDescriptorProto.AddRange(WithImports([file]).Values.Select(one => one.SerializedData));
        return new ServerReflectionResponse { FileDescriptorResponse = response };
    }

    private static ServerReflectionResponse Refuse(GrpcStatus status, string message) =>
        new() { ErrorResponse = new ErrorResponse { ErrorCode = (int)status, ErrorMessage = message } };

    /// <summary>The error details travel in trailers: a client may ask for them too.</summary>
    private static Dictionary<string, FileDescriptor> FilesOf(GrpcCatalogue catalogue) => WithImports(
        catalogue.Services.Values.Select(service => service.File).Concat(
            [Contracts.Grpc.Rpc.StatusReflection.Descriptor, Contracts.Grpc.Rpc.ErrorDetailsReflection.Descriptor]));

    private static Dictionary<string, FileDescriptor> WithImports(IEnumerable<FileDescriptor> roots)
    {
        var found = new Dictionary<string, FileDescriptor>(StringComparer.Ordinal);
        var open = new Queue<FileDescriptor>(roots);
        while (open.TryDequeue(out var file))
        {
            if (found.TryAdd(file.Name, file))
            {
                foreach (var import in file.Dependencies)
                {
                    open.Enqueue(import);
                }
            }
        }

        return found;
    }

    /// <summary>Whether the file declares the symbol: a type, a service, or a member of one.</summary>
    private static bool Declares(FileDescriptor file, string symbol)
    {
        if (!symbol.StartsWith($"{file.Package}.", StringComparison.Ordinal))
        {
            return false;
        }

        var names = file.MessageTypes.SelectMany(NamesOf)
            .Concat(file.EnumTypes.Select(type => type.FullName))
            .Concat(file.Services.SelectMany(service => service.Methods.Select(method => method.FullName).Prepend(service.FullName)));
        return names.Contains(symbol, StringComparer.Ordinal);
    }

    private static IEnumerable<string> NamesOf(MessageDescriptor type) =>
        type.Fields.InDeclarationOrder().Select(field => field.FullName).Prepend(type.FullName)
            .Concat(type.EnumTypes.Select(inner => inner.FullName))
            .Concat(type.NestedTypes.SelectMany(NamesOf));
}
