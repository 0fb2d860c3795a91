using Weir.App.Commands;

namespace Weir.App.Api.Access.Accounts;

/// <summary>The file of users and tokens: of its owner alone, replaced whole, changed by one at a time.</summary>
/// <param name="path">Where it is.</param>
internal sealed class AccountFile(string path)
{
    /// <summary>What all users and tokens that there may be have room in.</summary>
    private const int MaxOctets = 4 << 20;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    public string Path => path;

    /// <summary>What it is now, to tell whether it has changed; <see langword="null"/>: it is not there.</summary>
    public (DateTime Written, long Octets)? State => new FileInfo(path) is { Exists: true } file ? (file.LastWriteTimeUtc, file.Length) : null;

    /// <summary>The users and tokens; none where there is no file.</summary>
    /// <exception cref="RunException">Others may read or write it, or it is none.</exception>
    public AccountSet Read()
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (OwnerFile.IsOpenToOthers(file.SafeFileHandle)) throw new RunException($"{path} may be read or written by others: chmod 600 {path}");
            if (file.Length > MaxOctets) throw new RunException($"{path} is larger than {MaxOctets} octets");
            byte[] octets = new byte[file.Length];
            file.ReadExactly(octets);
            return AccountJson.Read(octets);
        }
        catch (FileNotFoundException)
        {
            return AccountSet.Empty;
        }
        catch (FormatException wrong)
        {
            throw new RunException($"{path}: {wrong.Message}");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new RunException($"{path} cannot be read: {failure.Message}");
        }
    }

    /// <summary>Changes it. Who changes it at the same time, here or in another process, does so before or after.</summary>
    /// <exception cref="RunException">It cannot be written.</exception>
    public async Task<AccountSet> ChangeAsync(Func<AccountSet, AccountSet> change)
    {
        try
        {
            await using FileStream held = await HoldAsync();
            AccountSet set = change(Read());
            string aside = path + ".new";
            File.Delete(aside);
            await using (var file = OwnerFile.Open(aside, FileMode.CreateNew, FileShare.None))
            {
                AccountJson.Write(set, file);
                file.Flush(flushToDisk: true);
            }

            File.Move(aside, path, overwrite: true);
            return set;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new RunException($"{path} cannot be written: {failure.Message}");
        }
    }

    private async Task<FileStream> HoldAsync()
    {
        long begun = Environment.TickCount64;
        while (true)
        {
            try
            {
                return OwnerFile.Open(path + ".lock", FileMode.OpenOrCreate, FileShare.None);
            }
            catch (IOException) when (Environment.TickCount64 - begun < Patience.TotalMilliseconds && Directory.Exists(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))))
            {
                await Task.Delay(Pause);
            }
        }
    }
}
