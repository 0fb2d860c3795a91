using Weir.Generate;

// Run from the root of the repository: dotnet run --project eng/Weir.Generate
File.WriteAllText(ElementRegistryGenerator.TargetPath, ElementRegistryGenerator.Generate(File.ReadLines(ElementRegistryGenerator.SourcePath)));
Console.WriteLine($"wrote {ElementRegistryGenerator.TargetPath}");
return 0;
