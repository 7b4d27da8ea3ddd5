using System.Reflection;
using System.Runtime.CompilerServices;

namespace EcommerceEtl.Tests.Architecture;

/// <summary>An exception in an <c>async void</c> method ends the process, and nobody can wait for it.</summary>
public sealed class AsyncVoidTests
{
    private const BindingFlags All =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    [Test]
    public void No_compiled_method_or_lambda_is_async_void() =>
        Assert.That(Repository.Assemblies.SelectMany(assembly => assembly.GetTypes()).SelectMany(Offences), Is.Empty);

    private static IEnumerable<string> Offences(Type type) =>
        type.GetMethods(All)
            .Where(method => method.ReturnType == typeof(void) && method.GetCustomAttribute<AsyncStateMachineAttribute>() is not null)
            .Select(method => $"{type.FullName}.{method.Name}");
}
