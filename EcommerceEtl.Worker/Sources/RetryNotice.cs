using EcommerceEtl.Domain.Runs;

namespace EcommerceEtl.Worker.Sources;

/// <summary>An attempt failed and another one follows.</summary>
/// <param name="Store">Name of the store.</param>
/// <param name="Entity">What is fetched.</param>
/// <param name="Attempt">The attempt that failed, from 1.</param>
/// <param name="Reason">A metric label: <c>status_503</c> and the like, <c>time_out</c>, <c>connection</c> or <c>broken_body</c>.</param>
/// <param name="Delay">How long the next attempt waits.</param>
public sealed record RetryNotice(string Store, Entity Entity, int Attempt, string Reason, TimeSpan Delay);
