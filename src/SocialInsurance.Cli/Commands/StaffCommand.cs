using System.CommandLine;
using SocialInsurance.Cli.Output;
using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Staff;
using Spectre.Console;

namespace SocialInsurance.Cli.Commands;

/// <summary><c>staff reset-factor</c>: the way back of whoever owns the data folder when no second administrator is left.</summary>
internal static class StaffCommand
{
    internal static Command Create() => new("staff", Strings.Get("StaffHelp")) { CreateReset() };

    private static Command CreateReset()
    {
        var account = new Argument<string>("ACCOUNT") { Description = Strings.Get("ArgumentAccount") };
        var reset = new Command("reset-factor", CommandContext.Help("StaffResetHelp", "staff reset-factor admin --data sicert-data")) { account, AuditCommand.Data };
        reset.Handle(async (parsed, terminal, cancellation) =>
        {
            var name = parsed.GetRequiredValue(account);
            await using var storage = await DataStore.OpenExistingAsync(parsed.GetRequiredValue(AuditCommand.Data), cancellation);
            var result = name.Length is >= 1 and <= 64 && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')
                ? await new StaffFactors(storage.Store, TimeProvider.System).ResetBySystemAsync(new CaseworkerId(name), cancellation)
                : new FactorResetResult(false, null);
            if (!result.Done)
            {
                throw new InputRefused(new CliError("accountWithoutFactor", Strings.Get("AccountWithoutFactor"), Expected: Strings.Get("ArgumentAccount"), Found: CommandContext.Invariant($"{name.Length} characters")));
            }

            terminal.Result(new { account = name, reset = true }, console => console.MarkupLine(Markup.Escape(Strings.Format("StaffFactorReset", name))));
            return ExitCode.Positive;
        });
        return reset;
    }
}
