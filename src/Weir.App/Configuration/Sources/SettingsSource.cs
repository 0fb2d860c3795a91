using Microsoft.Extensions.Configuration;

namespace Weir.App.Configuration.Sources;

/// <summary>Settings that were read, as a source of Microsoft.Extensions.Configuration.</summary>
internal sealed class SettingsSource(SettingStore store) : IConfigurationSource
{
    public IConfigurationProvider Build(IConfigurationBuilder builder) => new Provider(store);

    private sealed class Provider : ConfigurationProvider
    {
        public Provider(SettingStore store) => Data = store.Values;
    }
}
