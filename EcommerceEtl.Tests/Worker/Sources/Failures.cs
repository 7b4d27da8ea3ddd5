namespace EcommerceEtl.Tests.Worker.Sources;

/// <summary>Catches the failure a test expects.</summary>
internal static class Failures
{
    public static async Task<EtlException> OfAsync(Func<Task> action)
    {
        try
        {
            await action();
        }
        catch (EtlException error)
        {
            return error;
        }
        throw new AssertionException("An EtlException was expected, and nothing was thrown.");
    }
}
