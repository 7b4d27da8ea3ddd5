using System.CommandLine;
using EcommerceEtl.Data.Schema;
using EcommerceEtl.Worker.Output;

namespace EcommerceEtl.Worker.Commands;

/// <summary><c>migrate</c>: roles, migrations and grants, under the exclusive schema lock.</summary>
internal static class MigrateCommand
{
    public static Command Create()
    {
        var json = JsonOutput.Option();
        var command = new Command("migrate", "Makes the roles that have a password file, applies pending migrations and grants.") { json };
        command.SetAction((parsed, cancellationToken) => CommandHost.UseAsync(needsDatabase: true, async services =>
        {
            var settings = services.GetRequiredService<WorkerSettings>();
            var change = await new SchemaMigrator(settings.Database.ConnectionString, services.GetRequiredService<TimeProvider>())
                .ApplyAsync(
                Passwords(settings.Roles),
                wait => Console.Error.WriteLine(wait.ToString()),
                cancellationToken);
            Print(change, parsed.GetValue(json));
            return ExitCode.Done;
        }));
        return command;
    }

    private static RolePasswords Passwords(RoleOptions roles)
    {
        List<string> errors = [];
        var passwords = new RolePasswords(
            Password("Worker", roles.WorkerPasswordFile), Password("Reader", roles.ReaderPasswordFile),
            Password("Analyst", roles.AnalystPasswordFile));
        return errors.Count == 0 ? passwords : throw new SettingsException(errors);

        string? Password(string role, string? file)
        {
            var read = file is null ? null : SecretFile.Read(file);
            if (read?.Wrong is null)
                return read?.Secret;
            errors.Add($"Roles:{role}:PasswordFile = '{file}': {read.Wrong}");
            return null;
        }
    }

    private static void Print(SchemaChange change, bool json)
    {
        if (json)
        {
            JsonOutput.Write(new
            {
                Migrations = change.Migrations.ToArray(),
                Roles = change.Roles.ToArray(),
                ForSuperuser = change.Wall.Statements.ToArray(),
            });
            return;
        }
        var page = Page.Out;
        foreach (var migration in change.Migrations)
            page.Line($"applied {migration}");
        if (change.Migrations.IsEmpty)
            page.Line("the schema is up to date");
        foreach (var role in change.Roles)
            page.Line($"granted {role}");
        if (change.Wall.IsClosed)
            return;
        page.Line($"{change.Wall.Says} In this database, as a superuser:");
        foreach (var statement in change.Wall.Statements)
            page.Line($"  {statement};");
    }
}
