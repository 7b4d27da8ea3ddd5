using EcommerceEtl.Worker;
using EcommerceEtl.Worker.Commands;

ProcessMemory.KeepSmall();
Printed.Guard();
// Before all else: a signal that comes before its handler kills the process.
using var stop = new StopSignal(TimeProvider.System);
return await CommandLine.InvokeAsync(args, stop);
