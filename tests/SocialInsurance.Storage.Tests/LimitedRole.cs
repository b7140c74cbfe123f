using Npgsql;
using SocialInsurance.Storage.PostgreSql;
using SocialInsurance.Tests.Support;

namespace SocialInsurance.Storage.Tests;

/// <summary>The role that README recommends for the running service: it owns nothing and may change only what is no history.</summary>
internal static class LimitedRole
{
    private const string Grants =
        """
        CREATE ROLE sicert_service LOGIN PASSWORD 'only-for-this-test';
        GRANT USAGE ON SCHEMA sicert, sicert_templates TO sicert_service;
        GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA sicert TO sicert_service;
        GRANT UPDATE ON sicert.beneficiary, sicert.review_case, sicert.notice_outbox, sicert.staff_account, sicert.partner_usage, sicert.fact_message_outbox, sicert.job_lease, sicert.job_run, sicert.staff_factor, sicert.staff_recovery_code TO sicert_service;
        GRANT DELETE ON sicert.staff_relative, sicert.job_run, sicert.staff_factor, sicert.staff_recovery_code, sicert.contact_change, sicert.device_change, sicert.feedback, sicert.feedback_resolution, sicert.feed_event, sicert.feed_event_rejected TO sicert_service;
        GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA sicert_templates TO sicert_service;
        """;

    /// <returns>the role's connection to the same database</returns>
    public static async Task<string> CreateAsync(PostgresOptions owner)
    {
        await PostgresServer.ExecuteAsync(owner.ConnectionString, Grants);
        return new NpgsqlConnectionStringBuilder(owner.ConnectionString) { Username = "sicert_service", Password = "only-for-this-test" }.ConnectionString;
    }
}
