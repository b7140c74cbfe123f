using System.CommandLine;
using SocialInsurance.Cli.Output;
using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Partners;
using Spectre.Console;

namespace SocialInsurance.Cli.Commands;

/// <summary><c>partner add|list|rotate|certificate|revoke</c>: who may call over gRPC.</summary>
internal static class PartnerCommand
{
    private const int DefaultQuota = 10_000;

    /// <summary>A quota is of a local day, by the same offset as the service.</summary>
    private static readonly TimeSpan LocalOffset = TimeSpan.FromHours(8);

    private static readonly Dictionary<string, PartnerScope> Scopes = new(StringComparer.Ordinal)
    {
        ["verification"] = PartnerScope.Verification,
        ["feeds"] = PartnerScope.Feeds,
        ["certification"] = PartnerScope.Certification,
    };

    private static readonly Option<string[]> Scope = new("--scope") { Description = Strings.Get("OptionScope"), Required = true };
    private static readonly Option<string[]> Source = new("--source") { Description = Strings.Get("OptionGrant") };
    private static readonly Option<int> Quota = new("--quota") { Description = Strings.Get("OptionQuota"), DefaultValueFactory = _ => DefaultQuota };

    internal static Command Create() => new("partner", Strings.Get("PartnerHelp")) { CreateAdd(), CreateList(), PartnerAccessCommand.CreateRotate(), PartnerAccessCommand.CreateCertificate(), CreateRevoke() };

    private static Command CreateAdd()
    {
        Scope.AcceptOnlyFromAmong([.. Scopes.Keys]);
        Quota.Validators.Add(result => CommandContext.RequireRange(result, Quota, 1, Partner.MaxDailyQuota));
        var name = new Argument<string>("NAME") { Description = Strings.Get("ArgumentPartnerName") };
        var help = CommandContext.Help(
            "PartnerAddHelp",
            "partner add \"First Bank\" --scope verification --quota 5000 --data sicert-data",
            "partner add \"City Funeral Home\" --scope feeds --source cremation:death --data sicert-data",
            "partner add \"City Buses\" --scope feeds --source bus_card:activity:account --data sicert-data");
        var add = new Command("add", help) { name, Scope, Source, Quota, AuditCommand.Data };
        add.Handle(async (parsed, terminal, cancellation) =>
        {
            var grants = (parsed.GetValue(Source) ?? []).Select(ReadGrant).ToList();
            var scopes = parsed.GetRequiredValue(Scope).Aggregate(PartnerScope.None, static (all, one) => all | Scopes[one]);
            await using var storage = await DataStore.OpenExistingAsync(parsed.GetRequiredValue(AuditCommand.Data), cancellation);
            var added = await new AddPartner(storage.Store, TimeProvider.System).ExecuteAsync(
                new NewPartner(parsed.GetRequiredValue(name), scopes, parsed.GetRequiredValue(Quota), grants), cancellation);
            Refuse(added.Refusal, $"{parsed.GetRequiredValue(name)} {FeedGrantText.Write(grants)}".Trim() is { Length: > 0 } said ? said : "\"\"");
            terminal.Result(
                new { partner = Document(added.Partner!, used: 0), key = added.Key },
                console =>
                {
                    Show([(added.Partner!, 0)], console);
                    console.MarkupLine(Markup.Escape(Strings.Format("PartnerKeyOnce", added.Key)));
                });
            return ExitCode.Positive;
        });
        return add;
    }

    private static Command CreateList()
    {
        var list = new Command("list", CommandContext.Help("PartnerListHelp", "partner list --data sicert-data")) { AuditCommand.Data };
        list.Handle(async (parsed, terminal, cancellation) =>
        {
            await using var storage = await DataStore.OpenExistingAsync(parsed.GetRequiredValue(AuditCommand.Data), cancellation);
            var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().ToOffset(LocalOffset).DateTime);
            var rows = new List<(Partner Partner, int Used)>();
            foreach (var partner in await storage.Partners.ListAsync(cancellation))
            {
                rows.Add((partner, await storage.Partners.ReadUsedAsync(partner.Id, today, cancellation)));
            }

            terminal.Result(new { partners = rows.Select(row => Document(row.Partner, row.Used)) }, console => Show(rows, console));
            return ExitCode.Positive;
        });
        return list;
    }

    private static Command CreateRevoke()
    {
        var id = new Argument<string>("ID") { Description = Strings.Get("ArgumentPartner") };
        var revoke = new Command("revoke", CommandContext.Help("PartnerRevokeHelp", "partner revoke p-0123456789 --data sicert-data")) { id, AuditCommand.Data };
        revoke.Handle(async (parsed, terminal, cancellation) =>
        {
            var partner = ReadId(parsed.GetRequiredValue(id));
            await using var storage = await DataStore.OpenExistingAsync(parsed.GetRequiredValue(AuditCommand.Data), cancellation);
            var revoked = await new RevokePartner(storage.Store, TimeProvider.System).ExecuteAsync(partner, cancellation);
            Refuse(revoked.Refusal, partner.Value);
            terminal.Result(
                new { partner = Document(revoked.Partner!, used: null) },
                console => console.MarkupLine(Markup.Escape(Strings.Format("PartnerRevoked", revoked.Partner!.Name, partner))));
            return ExitCode.Positive;
        });
        return revoke;
    }

    internal static PartnerId ReadId(string text) => PartnerId.TryCreate(text, out var partner)
        ? partner
        : throw new InputRefused(new CliError("partnerUnknown", Strings.Get("PartnerIdInvalid"), Expected: "1..32 [A-Za-z0-9-]", Found: CommandContext.Invariant($"{text.Length} characters")));

    private static FeedGrant ReadGrant(string text) => FeedGrantText.TryRead(text)
        ?? throw new InputRefused(new CliError("grant", Strings.Get("GrantInvalid"), Expected: "SOURCE:death | SOURCE:activity:personPresent|account|administrative", Found: text.Length == 0 ? "\"\"" : text));

    /// <param name="found">what the command line said</param>
    internal static void Refuse(Refusal? refusal, string found)
    {
        if (refusal is not null)
        {
            var text = Strings.Language.Equals(Strings.Chinese) ? refusal.Chinese : refusal.English;
            throw new InputRefused(new CliError(char.ToLowerInvariant(refusal.Code[0]) + refusal.Code[1..], text, Expected: ExpectedBy(refusal), Found: found));
        }
    }

    private static string ExpectedBy(Refusal refusal) => refusal switch
    {
        PartnerUnknown or PartnerAlreadyRevoked => "sicert partner list",
        PartnerNameInvalid => "1..64",
        PartnerGrantContradicts contradicted => FeedGrantText.Write(contradicted.Grant),
        PartnerGrantsInvalid => "--scope feeds --source SOURCE:KIND",
        _ => refusal.English,
    };

    internal static object Document(Partner partner, int? used) => new
    {
        id = partner.Id.Value,
        name = partner.Name,
        scopes = NamesOf(partner.Scopes),
        sources = partner.Grants.Select(FeedGrantText.Write),
        dailyQuota = partner.DailyQuota,
        usedToday = used,
        addedAt = partner.AddedAt,
        revokedAt = partner.RevokedAt,
        formerKeyUntil = partner.FormerKeyUntil,
        certificate = partner.Certificate?.ToString(),
    };

    private static IEnumerable<string> NamesOf(PartnerScope scopes) => Scopes.Where(known => scopes.HasFlag(known.Value)).Select(known => known.Key);

    private static void Show(IReadOnlyList<(Partner Partner, int Used)> rows, IAnsiConsole console)
    {
        var table = new Table().Border(TableBorder.Simple);
        table.AddColumns(
            Strings.Get("ColumnPartner"), Strings.Get("ColumnPartnerName"), Strings.Get("ColumnScopes"), Strings.Get("ColumnGrants"), Strings.Get("ColumnQuota"), Strings.Get("ColumnPartnerState"));
        foreach (var (partner, used) in rows)
        {
            table.AddRow(
                partner.Id.Value,
                Markup.Escape(partner.Name),
                string.Join(", ", NamesOf(partner.Scopes)),
                FeedGrantText.Write(partner.Grants),
                CommandContext.Invariant($"{used} / {partner.DailyQuota}"),
                Strings.Get(partner.IsActive ? "PartnerActive" : "PartnerEnded"));
        }

        console.Write(table);
    }
}
