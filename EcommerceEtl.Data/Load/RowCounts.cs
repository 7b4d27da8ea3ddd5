namespace EcommerceEtl.Data.Load;

/// <summary>Rows that a load wrote, left alone, took away, and left behind.</summary>
public readonly record struct RowCounts(long Inserted, long Updated, long Unchanged, long Removed, long Live);
