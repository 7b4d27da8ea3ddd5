// A test has its own database, shop, landing zone and ports, so two may run at a time; what they share, such as memory, is said where it
// matters. Most of them wait for processes and databases, so that more run than a small machine has cores.
[assembly: Parallelizable(ParallelScope.Fixtures)]
[assembly: LevelOfParallelism(4)]
