using System.CommandLine;
using EcommerceEtl.Data.Schema;
using EcommerceEtl.Worker.Output;

namespace EcommerceEtl.Worker.Commands;

/// <summary><c>migrate</c>: roles, migrations and grants, under the exclusive schema lock.</summary>
internal static class MigrateCommand
{
    public static Command Create() => new Command(
        "migrate", "Makes the roles that have a password file, applies pending migrations and grants.").Runs(async call =>
        {
            var change = await new SchemaMigrator(call.Settings.Database.ConnectionString, call.Get<TimeProvider>())
                .ApplyAsync(Passwords(call.Settings.Roles), wait => Console.Error.WriteLine(wait.ToString()), call.Token);
            return call.Print(new { change.Migrations, change.Roles, ForSuperuser = change.Wall.Statements }, page => Print(page, change));
        });

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

    private static void Print(Page page, SchemaChange change)
    {
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
