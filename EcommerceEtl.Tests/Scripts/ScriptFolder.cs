namespace EcommerceEtl.Tests.Scripts;

/// <summary>A folder for one test of a script, gone with the test, with a folder of programs that come before the machine's own. Everybody
/// may pass through it: the database of root runs as another user.</summary>
internal sealed class ScriptFolder : IDisposable
{
    private readonly string _programs;

    public ScriptFolder()
    {
        Root = Directory.CreateTempSubdirectory("etl-script-").FullName;
        _programs = Directory.CreateDirectory(Path.Combine(Root, "bin")).FullName;
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Root, File.GetUnixFileMode(Root) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
    }

    public string Root { get; }

    /// <summary>The words that call a script, by its path from the repository's folder.</summary>
    public static string[] Call(string script, params string[] args) => [Path.Combine(Architecture.Repository.Root, script), .. args];

    /// <summary>The environment of a script: the machine's, these programs first, and these values; null takes one away.</summary>
    public Dictionary<string, string?> Environment(params (string Key, string? Value)[] values)
    {
        var environment = values.ToDictionary(pair => pair.Key, pair => pair.Value);
        environment["PATH"] = _programs + Path.PathSeparator + System.Environment.GetEnvironmentVariable("PATH");
        return environment;
    }

    /// <summary>Puts a program in the place of the machine's, written for the shell.</summary>
    public void Program(string name, string body)
    {
        var path = Path.Combine(_programs, name);
        File.WriteAllText(path, $"#!/bin/bash\n{body}\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>An SDK that builds nothing and starts the programs that the tests were built with.</summary>
    public void BuiltAlready()
    {
        var dotnet = Path.IsPathRooted(WorkerProgram.Host) ? WorkerProgram.Host : ChildProcess.Find(WorkerProgram.Host);
        var shop = Path.Combine(TestContext.CurrentContext.TestDirectory, "EcommerceEtl.Sandbox.dll");
        Program("dotnet", $$"""
            case $1 in
              build) exit 0 ;;
              */EcommerceEtl.Worker.dll) shift; exec "{{dotnet}}" "{{WorkerProgram.Path}}" "$@" ;;
              */EcommerceEtl.Sandbox.dll) shift; exec "{{dotnet}}" "{{shop}}" "$@" ;;
              *) exec "{{dotnet}}" "$@" ;;
            esac
            """);
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
