using EcommerceEtl.Worker;
using EcommerceEtl.Worker.Commands;

NativeHeap.KeepSmall();
return await CommandLine.InvokeAsync(args);
