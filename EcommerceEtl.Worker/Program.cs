using EcommerceEtl.Worker.Commands;

return await CommandLine.InvokeAsync(args);
