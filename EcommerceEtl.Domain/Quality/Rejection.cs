namespace EcommerceEtl.Domain.Quality;

/// <summary>Why and where an element was rejected.</summary>
/// <param name="Reason">The kind of fault.</param>
/// <param name="Path">JSON path of the offending value within the element, such as <c>$.products[2].quantity</c>.</param>
public sealed record Rejection(RejectionReason Reason, string Path);
