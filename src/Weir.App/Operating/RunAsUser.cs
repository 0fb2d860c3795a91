using System.Runtime.InteropServices;
using Weir.App.Commands;
using Weir.App.Configuration.Options;
using Weir.App.Operating.Interop;

namespace Weir.App.Operating;

/// <summary>
/// Gives up root for the user of the configuration, before any thread or socket of ours is there. Capabilities belong to threads, and
/// a .NET process has several from the start; so the program executes itself anew, with only those that it needs as ambient ones
/// (capabilities(7)), which all threads then have, and can never win others.
/// </summary>
internal static unsafe class RunAsUser
{
    // linux/capability.h: open packet sockets and be promiscuous at any time, listen below 1024.
    private static readonly int[] Kept = [10, 12, 13];

    // Load and read programs within the kernel.
    private static readonly int[] KeptForPrograms = [38, 39];

    /// <summary>Does not return where the user has to change: the program begins anew as that user.</summary>
    /// <exception cref="RunException">There is no such user, or it is not permitted.</exception>
    public static void Become(string user, WeirOptions options)
    {
        PrivilegeCalls.PasswordEntry* entry = PrivilegeCalls.FindUser(user);
        if (entry is null) throw new RunException($"user {user}: there is no such user");
        uint id = entry->User, group = entry->Group;
        uint own = PrivilegeCalls.EffectiveUser();
        if (own == id) return;
        if (own != 0) throw new RunException($"user {user}: only root can become another user");
        foreach (string? directory in (string?[])[Path.GetDirectoryName(options.ControlSocket), options.FlowCollect?.Archive, options.FlowCollect?.Journal])
            Give(directory, id, group);

        Check(PrivilegeCalls.ProcessControl(PrivilegeCalls.KeepCapabilities, 1, 0, 0, 0), "keep capabilities");
        Check(PrivilegeCalls.SetGroups(user, group), "set groups");
        Check(PrivilegeCalls.SetGroup(group, group, group), "set the group");
        Check(PrivilegeCalls.SetUser(id, id, id), "set the user");
        KeepOnly(options.FlowExport?.Ebpf is null ? Kept : [.. Kept, .. KeptForPrograms]);
        Check(PrivilegeCalls.ProcessControl(PrivilegeCalls.NoNewPrivileges, 1, 0, 0, 0), "refuse new privileges");
        BeginAnew();
    }

    // Directories that are not there are made for the user; those that are stay as somebody made them.
    private static void Give(string? directory, uint user, uint group)
    {
        if (directory is not { Length: > 0 } || Directory.Exists(directory)) return;
        Directory.CreateDirectory(directory);
        Check(PrivilegeCalls.ChangeOwner(directory, user, group), $"give {directory} away");
    }

    private static void KeepOnly(int[] kept)
    {
        ulong bits = 0;
        foreach (int capability in kept) bits |= 1ul << capability;
        (uint lower, uint upper) = ((uint)bits, (uint)(bits >> 32));
        var header = new PrivilegeCalls.CapabilityHeader { Version = PrivilegeCalls.CapabilityVersion };
        var sets = new PrivilegeCalls.CapabilitySets
        {
            Effective = lower,
            Permitted = lower,
            Inheritable = lower,
            EffectiveUpper = upper,
            PermittedUpper = upper,
            InheritableUpper = upper,
        };
        Check(PrivilegeCalls.SetCapabilities(&header, &sets), "limit capabilities");
        foreach (int capability in kept)
            Check(PrivilegeCalls.ProcessControl(PrivilegeCalls.Ambient, PrivilegeCalls.AmbientRaise, (nuint)capability, 0, 0), "keep a capability");
    }

    private static void BeginAnew()
    {
        string[] words = File.ReadAllText("/proc/self/cmdline").TrimEnd('\0').Split('\0');
        nint* arguments = stackalloc nint[words.Length + 1];
        for (int i = 0; i < words.Length; i++) arguments[i] = Marshal.StringToCoTaskMemUTF8(words[i]);
        arguments[words.Length] = 0;
        Check(PrivilegeCalls.Execute(Environment.ProcessPath!, arguments), "begin anew");
    }

    private static void Check(int result, string what)
    {
        if (result != 0) throw new RunException($"cannot {what}: {Marshal.GetLastPInvokeErrorMessage()}");
    }
}
