using System.Text.Json;
using Weir.App.Api.Access;
using Weir.App.Commands;

namespace Weir.App.Api.Views;

/// <summary>The file of saved views: read anew for each question, replaced whole by each change, one at a time.</summary>
/// <param name="path">Where it is.</param>
/// <param name="most">Views that there may be.</param>
internal sealed class ViewFile(string path, int most)
{
    // Twice what so many views of a usual length have; a view with the longest address is an exception.
    private const int OctetsOfView = 2048;

    private readonly Lock _gate = new();

    private long MaxOctets => 65_536L + (long)most * OctetsOfView;

    /// <summary>The views; none where there is no file.</summary>
    /// <exception cref="RunException">It cannot be read, or it is none.</exception>
    public IReadOnlyList<SavedView> Read()
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (file.Length > MaxOctets) throw new RunException($"{path} is larger than {MaxOctets} octets");
            using JsonDocument document = JsonDocument.Parse(file, new JsonDocumentOptions { MaxDepth = 4 });
            return [.. document.RootElement.EnumerateArray().Select(View)];
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return [];
        }
        catch (Exception wrong) when (wrong is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or UsageException)
        {
            throw new RunException($"{path}: these are no saved views: {wrong.Message}");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new RunException($"{path} cannot be read: {failure.Message}");
        }
    }

    /// <summary>Changes them.</summary>
    /// <exception cref="RunException">It cannot be written.</exception>
    /// <exception cref="UsageException">There would be too many, or they would be too long.</exception>
    public void Change(Func<IReadOnlyList<SavedView>, IEnumerable<SavedView>> change)
    {
        lock (_gate)
        {
            SavedView[] views = [.. change(Read())];
            if (views.Length > most) throw new UsageException($"there are {most} saved views already: remove one");
            using var octets = new MemoryStream();
            Write(views, octets);
            if (octets.Length > MaxOctets) throw new UsageException("the saved views are too long together: remove one, or save a shorter filter");
            try
            {
                string aside = path + ".new";
                File.Delete(aside);
                using (FileStream file = OwnerFile.Open(aside, FileMode.CreateNew, FileShare.None))
                {
                    octets.WriteTo(file);
                    file.Flush(flushToDisk: true);
                }

                File.Move(aside, path, overwrite: true);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                throw new RunException($"{path} cannot be written: {failure.Message}");
            }
        }
    }

    // What somebody wrote into the file is not believed either.
    private static SavedView View(JsonElement view) => new(
        view.GetProperty("id").GetString()!,
        SavedView.CheckedName(view.GetProperty("name").GetString()),
        SavedView.CheckedAddress(view.GetProperty("address").GetString()),
        view.GetProperty("owner").GetString()!,
        view.GetProperty("shared").GetBoolean(),
        view.GetProperty("changed").GetDateTimeOffset());

    private static void Write(IEnumerable<SavedView> views, Stream stream)
    {
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
        json.WriteStartArray();
        foreach (SavedView view in views)
        {
            json.WriteStartObject();
            json.WriteString("id", view.Id);
            json.WriteString("name", view.Name);
            json.WriteString("address", view.Address);
            json.WriteString("owner", view.Owner);
            json.WriteBoolean("shared", view.IsShared);
            json.WriteString("changed", view.Changed);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
