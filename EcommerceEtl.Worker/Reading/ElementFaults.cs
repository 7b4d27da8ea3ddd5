namespace EcommerceEtl.Worker.Reading;

/// <summary>What is wrong with an element: the first thing that costs the record, and the details that it has to do without.</summary>
internal struct ElementFaults
{
    private ImmutableArray<string> _leftOut;

    public RejectionReason Reason { get; private set; }

    public string? Path { get; private set; }

    public readonly bool Found => Path is not null;

    /// <summary>Paths of the details that are left out, such as <c>rating.rate</c>.</summary>
    public readonly ImmutableArray<string> LeftOut => _leftOut.IsDefault ? [] : _leftOut;

    /// <summary>Notes what costs the record; the first one counts.</summary>
    public void Set(RejectionReason reason, string path)
    {
        if (!Found)
            (Reason, Path) = (reason, path);
    }

    /// <summary>Notes a detail that costs nothing but itself.</summary>
    public void LeaveOut(string path) => _leftOut = LeftOut.Add(path);
}
