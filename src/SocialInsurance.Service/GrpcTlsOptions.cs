namespace SocialInsurance.Service;

/// <summary>TLS of the gRPC listener. A partner that is bound to a client certificate must show it; others need none unless all do.</summary>
public sealed record GrpcTlsOptions
{
    /// <summary>The server's certificate with its chain, PEM.</summary>
    public required string CertificateFile { get; init; }

    /// <summary>Its private key, PEM without a password, readable by its owner only.</summary>
    public required string KeyFile { get; init; }

    /// <summary>Ends the handshake of a client without a certificate, whoever it is. Default false.</summary>
    public bool RequireClientCertificate { get; init; }

    internal IEnumerable<string> Errors()
    {
        foreach (var (name, file) in new[] { (nameof(CertificateFile), CertificateFile), (nameof(KeyFile), KeyFile) })
        {
            if (!File.Exists(file))
            {
                yield return $"{name}: expected a file, found nothing at {file}";
            }
        }
    }
}
