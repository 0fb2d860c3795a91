using Weir.App.Configuration.Options;
using Weir.Storage.Retention;
using Weir.Storage.Rollups;
using static Weir.App.Configuration.Schema.SettingType;

namespace Weir.App.Configuration.Schema;

/// <summary>What <c>flow-collect</c> says of keeping the archive.</summary>
internal static class ArchiveSchema
{
    private static readonly SettingType RollupColumns = new(
        "columns with + between and perhaps the finest time, such as proto+dst_port or src_addr@10m; or none",
        static text => text == UpkeepSection.NoRollup || Rollup.TryParse(text, out _, out _));

    private static readonly SettingType Size = new("a number and K, M, G or T, such as 500G", static text => SizeValue.TryParse(text, out _));

    /// <summary>The settings of the section itself.</summary>
    public static IReadOnlyList<SettingSchema> Settings { get; } =
    [
        new(UpkeepSection.CompactAfter, Duration, "10m"),
        new(UpkeepSection.RollupSetting, RollupColumns) { IsList = true },
    ];

    /// <summary>How long what is kept.</summary>
    public static SectionSchema Retention { get; } = new(
        UpkeepSection.RetentionSection, [.. RetentionPolicy.Tables.Select(static table => new SettingSchema(table, Duration)), new(UpkeepSection.MaxSize, Size)], []);
}
