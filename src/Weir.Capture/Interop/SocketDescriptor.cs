using Microsoft.Win32.SafeHandles;

namespace Weir.Capture.Interop;

/// <summary>A socket's file descriptor; closed once, and not while a call uses it.</summary>
internal sealed class SocketDescriptor() : SafeHandleMinusOneIsInvalid(ownsHandle: true)
{
    protected override bool ReleaseHandle() => LibC.Close(handle) == 0;
}
