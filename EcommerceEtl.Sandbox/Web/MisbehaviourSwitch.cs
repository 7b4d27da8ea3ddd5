namespace EcommerceEtl.Sandbox.Web;

/// <summary>Holds the current order to misbehave and counts it down. Safe for concurrent use.</summary>
internal sealed class MisbehaviourSwitch
{
    private readonly Lock _gate = new();
    private Misbehaviour? _order;
    private int _left;

    public void Set(Misbehaviour? order)
    {
        lock (_gate)
        {
            _order = order;
            _left = order?.Times ?? int.MaxValue;
        }
    }

    /// <summary>The order for the next answer, which is counted; null to behave.</summary>
    public Misbehaviour? Take()
    {
        lock (_gate)
        {
            var order = _order;
            if (order is { Times: not null } && --_left == 0)
                _order = null;
            return order;
        }
    }
}
