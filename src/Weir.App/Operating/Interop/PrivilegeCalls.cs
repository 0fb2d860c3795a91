using System.Runtime.InteropServices;

namespace Weir.App.Operating.Interop;

/// <summary>The calls of the C library that give up privileges; each as its manual page has it. Linux only.</summary>
internal static unsafe partial class PrivilegeCalls
{
    public const int KeepCapabilities = 8; // PR_SET_KEEPCAPS
    public const int NoNewPrivileges = 38; // PR_SET_NO_NEW_PRIVS
    public const int Ambient = 47; // PR_CAP_AMBIENT
    public const int AmbientRaise = 2; // PR_CAP_AMBIENT_RAISE

    /// <summary>_LINUX_CAPABILITY_VERSION_3: two 32-bit words for each set.</summary>
    public const uint CapabilityVersion = 0x2008_0522;

    private const string Library = "libc";

    [LibraryImport(Library, EntryPoint = "geteuid")]
    public static partial uint EffectiveUser();

    /// <summary>A struct passwd: name, password, uid, gid and more; 0 where there is no such user.</summary>
    [LibraryImport(Library, EntryPoint = "getpwnam", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial PasswordEntry* FindUser(string name);

    [LibraryImport(Library, EntryPoint = "initgroups", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SetGroups(string user, uint group);

    [LibraryImport(Library, EntryPoint = "setresgid", SetLastError = true)]
    public static partial int SetGroup(uint real, uint effective, uint saved);

    [LibraryImport(Library, EntryPoint = "setresuid", SetLastError = true)]
    public static partial int SetUser(uint real, uint effective, uint saved);

    [LibraryImport(Library, EntryPoint = "prctl", SetLastError = true)]
    public static partial int ProcessControl(int option, nuint second, nuint third, nuint fourth, nuint fifth);

    [LibraryImport(Library, EntryPoint = "capset", SetLastError = true)]
    public static partial int SetCapabilities(CapabilityHeader* header, CapabilitySets* sets);

    [LibraryImport(Library, EntryPoint = "chown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int ChangeOwner(string path, uint user, uint group);

    [LibraryImport(Library, EntryPoint = "execv", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Execute(string path, nint* arguments);

    /// <summary>The first members of struct passwd.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct PasswordEntry
    {
        public nint Name;
        public nint Password;
        public uint User;
        public uint Group;
    }

    /// <summary>struct __user_cap_header_struct.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct CapabilityHeader
    {
        public uint Version;
        public int Process;
    }

    /// <summary>struct __user_cap_data_struct, the lower word and the upper one.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct CapabilitySets
    {
        public uint Effective, Permitted, Inheritable;
        public uint EffectiveUpper, PermittedUpper, InheritableUpper;
    }
}
