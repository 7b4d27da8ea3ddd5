namespace EcommerceEtl.Tests.Worker.Faults;

/// <summary>Says which row of the table of faults in <c>docs/reliability.md</c> a test is about; a test may be about several.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class FaultAttribute(string name) : PropertyAttribute(name)
{
    /// <summary>The row's first column.</summary>
    public string Name => name;
}

/// <summary>A case of a test that is about one row of the table of faults and bears its name; the test's arguments do not include
/// it.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class FaultCaseAttribute : TestCaseAttribute
{
    public FaultCaseAttribute(string name, params object?[] arguments) : base(arguments)
    {
        Name = name;
        TestName = name;
        Properties.Add("Fault", name);
    }

    /// <inheritdoc cref="FaultAttribute.Name"/>
    public string Name { get; }

    /// <summary>Tells this case from others of the same row.</summary>
    public string Of
    {
        get => TestName ?? Name;
        set => TestName = $"{Name}: {value}";
    }
}
