using Weir.Vm.Tests;

[assembly: AssemblyFixture(typeof(VirtualMachine))]
