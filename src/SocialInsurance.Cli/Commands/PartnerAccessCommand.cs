using System.CommandLine;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SocialInsurance.Cli.Output;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Partners;
using Spectre.Console;

namespace SocialInsurance.Cli.Commands;

/// <summary><c>partner rotate|certificate</c>: another key with an overlap, and the client certificate that a partner must show.</summary>
internal static class PartnerAccessCommand
{
    private const int DefaultOverlapDays = 7;

    internal static Command CreateRotate()
    {
        var id = new Argument<string>("ID") { Description = Strings.Get("ArgumentPartner") };
        var overlap = new Option<int>("--overlap-days") { Description = Strings.Get("OptionOverlapDays"), DefaultValueFactory = _ => DefaultOverlapDays };
        overlap.Validators.Add(result => CommandContext.RequireRange(result, overlap, 0, RotatePartnerKey.MaxOverlapDays));
        var help = CommandContext.Help("PartnerRotateHelp", "partner rotate p-0123456789 --overlap-days 7 --data sicert-data");
        var rotate = new Command("rotate", help) { id, overlap, AuditCommand.Data };
        rotate.Handle(async (parsed, terminal, cancellation) =>
        {
            var partner = PartnerCommand.ReadId(parsed.GetRequiredValue(id));
            await using var storage = await DataStore.OpenExistingAsync(parsed.GetRequiredValue(AuditCommand.Data), cancellation);
            var rotated = await new RotatePartnerKey(storage.Store, TimeProvider.System).ExecuteAsync(partner, TimeSpan.FromDays(parsed.GetValue(overlap)), cancellation);
            PartnerCommand.Refuse(rotated.Refusal, partner.Value);
            terminal.Result(
                new { partner = PartnerCommand.Document(rotated.Partner!, used: null), key = rotated.Key },
                console => console.MarkupLine(Markup.Escape(Strings.Format("PartnerKeyOnce", rotated.Key))));
            return ExitCode.Positive;
        });
        return rotate;
    }

    internal static Command CreateCertificate()
    {
        var id = new Argument<string>("ID") { Description = Strings.Get("ArgumentPartner") };
        var file = new Argument<string?>("PEM") { Description = Strings.Get("ArgumentCertificate"), Arity = ArgumentArity.ZeroOrOne };
        var help = CommandContext.Help("PartnerCertificateHelp", "partner certificate p-0123456789 bank.pem --data sicert-data", "partner certificate p-0123456789 --data sicert-data");
        var bind = new Command("certificate", help) { id, file, AuditCommand.Data };
        bind.Handle(async (parsed, terminal, cancellation) =>
        {
            var partner = PartnerCommand.ReadId(parsed.GetRequiredValue(id));
            var certificate = parsed.GetValue(file) is { } path ? ReadThumbprint(path) : default(Sha256Digest?);
            await using var storage = await DataStore.OpenExistingAsync(parsed.GetRequiredValue(AuditCommand.Data), cancellation);
            var bound = await new BindPartnerCertificate(storage.Store, TimeProvider.System).ExecuteAsync(partner, certificate, cancellation);
            PartnerCommand.Refuse(bound.Refusal, partner.Value);
            terminal.Result(
                new { partner = PartnerCommand.Document(bound.Partner!, used: null) },
                console => console.MarkupLine(Markup.Escape(Strings.Format(certificate is null ? "PartnerCertificateFreed" : "PartnerCertificateBound", bound.Partner!.Name, certificate))));
            return ExitCode.Positive;
        });
        return bind;
    }

    private static Sha256Digest ReadThumbprint(string path)
    {
        var content = CommandContext.ReadInput(path);
        try
        {
            using var certificate = X509Certificate2.CreateFromPem(System.Text.Encoding.ASCII.GetString(content));
            return Sha256Digest.Of(certificate.RawData);
        }
        catch (CryptographicException)
        {
            throw new InputRefused(new CliError("certificate", Strings.Get("CertificateInvalid"), path, Expected: "-----BEGIN CERTIFICATE-----", Found: CommandContext.Invariant($"{content.Length} bytes")));
        }
    }
}
