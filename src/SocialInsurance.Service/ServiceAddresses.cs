namespace SocialInsurance.Service;

/// <summary>Where the running host really listens; ports are the bound ones.</summary>
/// <param name="Http">pages and REST, HTTP/1.1</param>
/// <param name="Grpc">gRPC, HTTP/2; https where the listener ends TLS itself</param>
public sealed record ServiceAddresses(Uri Http, Uri Grpc);
