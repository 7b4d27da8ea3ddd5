namespace EcommerceEtl.Tests.Warehouse;

/// <summary>A PostgreSQL that the tests can use.</summary>
/// <param name="Kind">What it is, for messages.</param>
/// <param name="ConnectionString">Its database <c>postgres</c>, as a user who may create databases.</param>
/// <param name="IsPrivate">True if it belongs to this run alone and its user is a superuser, so that roles may be made.</param>
/// <param name="StopAsync">Ends it and leaves nothing behind.</param>
public sealed record RunningServer(string Kind, string ConnectionString, bool IsPrivate, Func<Task> StopAsync);
