// A test has its own database, shop, landing zone and ports, so two may run at a time; what they share, such as memory, is said where it
// matters. Most of them wait for processes and databases, so that more run than a small machine has cores. Each has an instance of its
// class for itself, with the bundles in its fields; classes that share one on purpose say so.
[assembly: FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[assembly: Parallelizable(ParallelScope.Children)]
[assembly: LevelOfParallelism(4)]
