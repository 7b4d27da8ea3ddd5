using System.Text.RegularExpressions;

namespace EcommerceEtl.Tests.Containers;

/// <summary>What nobody would notice if it were missing from the images; that they build, start and work is for <c>stack-test.sh</c> to
/// show.</summary>
public sealed class DockerfileTests
{
    private static readonly string[] Lines = Repository.Lines("Dockerfile");

    [Test]
    public void The_worker_is_what_is_built_unless_somebody_asks_for_another() => Assert.That(Stages().Last(), Does.EndWith(" AS worker"));

    [Test]
    public void Images_begin_from_a_version_and_end_without_a_shell()
    {
        var names = Stages().Select(stage => stage.Split(' ')[^1]).ToList();
        var bases = Stages().Select(stage => stage.Split(' ')[1]).Except(names).ToList();

        Assert.That(bases, Has.Count.EqualTo(6).And.All.Match(@":v?[0-9]+\.[0-9]+"));
        Assert.That(Stages(), Has.Some.EndsWith("-noble-chiseled-extra AS runtime"), "-extra has the time zones");
        Assert.That(Stages(), Does.Contain("FROM runtime AS worker").And.Contain("FROM runtime AS shop"));
    }

    [Test]
    public void The_programs_run_as_a_user_by_number_and_need_no_shell()
    {
        Assert.That(Lines.Where(line => line.StartsWith("USER ", StringComparison.Ordinal)), Is.EqualTo(new[] { "USER 1654" }));
        Assert.That(Lines.Where(line => Regex.IsMatch(line, "^ *(ENTRYPOINT|CMD) ")).ToList(),
            Has.Count.EqualTo(6).And.All.Contains(" [\""));
    }

    [Test]
    public void PostgreSQL_is_the_same_version_wherever_it_is_named()
    {
        var compose = ComposeFile.Read().Services["postgres"].Text("image");

        Assert.That(Stages(), Does.Contain($"FROM {compose} AS init"));
        Assert.That(Repository.Lines("scripts/warehouse.sh"), Does.Contain($"PG_IMAGE={compose}"));
    }

    [Test]
    public void Only_what_is_named_gets_into_the_build()
    {
        var lines = Repository.Lines(".dockerignore").Where(line => line.Length > 0 && !line.StartsWith('#')).ToList();

        Assert.That(lines[0], Is.EqualTo("*"));
        Assert.That(lines, Has.None.StartsWith("!.env").And.Some.EqualTo("**/bin").And.Some.EqualTo("**/obj"));
    }

    private static IEnumerable<string> Stages() => Lines.Where(line => line.StartsWith("FROM ", StringComparison.Ordinal));
}
