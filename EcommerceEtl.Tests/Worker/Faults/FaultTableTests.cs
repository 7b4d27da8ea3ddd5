namespace EcommerceEtl.Tests.Worker.Faults;

/// <summary>The table of faults says what is tested, and where; the tests say the same.</summary>
public sealed class FaultTableTests
{
    [Test]
    public void Every_row_names_exactly_the_classes_whose_tests_name_it()
    {
        var tests = FaultTable.Named().ToLookup(named => named.Fault, named => named.Class);
        Assert.That(
            FaultTable.Read().Select(row => (row.Name, row.Tests)),
            Is.EqualTo(FaultTable.Read().Select(
                row => (row.Name, string.Join(", ", tests[row.Name].Distinct().Order(StringComparer.Ordinal))))));
    }

    [Test]
    public void Every_fault_that_a_test_names_is_a_row() =>
        Assert.That(FaultTable.Named().Select(named => named.Fault).Except(FaultTable.Read().Select(row => row.Name)), Is.Empty);

    [Test]
    public void No_row_is_without_a_test() => Assert.That(FaultTable.Read().Where(row => row.Tests.Length == 0), Is.Empty);

    [Test]
    public void Each_row_stands_once_and_under_source_database_or_worker()
    {
        var rows = FaultTable.Read();
        Assert.That(rows.Select(row => row.Name), Is.Unique);
        Assert.That(rows.Select(row => row.Area).Distinct(), Is.EqualTo(FaultTable.Areas));
    }
}
