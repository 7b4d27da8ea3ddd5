using EcommerceEtl.Domain.Quality;
using EcommerceEtl.Domain.Runs;

namespace EcommerceEtl.Data.Quarantine;

/// <summary>An element that was not accepted, as the quarantine keeps it.</summary>
/// <param name="Entity">What it would have been.</param>
/// <param name="Key">Its warehouse key, if one could be read and no other element of the snapshot has it.</param>
/// <param name="RecordKey">Its own id, or a hash of its payload where none could be read.</param>
/// <param name="Rejection">Why and where.</param>
/// <param name="Payload">The element as landed: allow-listed fields only.</param>
public sealed record RejectedElement(Entity Entity, long? Key, string RecordKey, Rejection Rejection, string Payload);
