using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace SocialInsurance.Comparison.Tests;

/// <summary>
/// Today's ClickHouse in a process of its own: reads "length LF statement" from its input, writes "ok|failed length LF answer". Answers are
/// RowBinary.
/// </summary>
static unsafe class ChdbProcess
{
    internal const string Variable = "SICERT_TEST_CHDB";

    internal static int Run(string library)
    {
        nint chdb = NativeLibrary.Load(library);
        var connect = (delegate* unmanaged<int, byte**, void**>)NativeLibrary.GetExport(chdb, "chdb_connect");
        var query = (delegate* unmanaged<void*, byte*, byte*, nint>)NativeLibrary.GetExport(chdb, "chdb_query");
        var buffer = (delegate* unmanaged<nint, byte*>)NativeLibrary.GetExport(chdb, "chdb_result_buffer");
        var length = (delegate* unmanaged<nint, nuint>)NativeLibrary.GetExport(chdb, "chdb_result_length");
        var error = (delegate* unmanaged<nint, byte*>)NativeLibrary.GetExport(chdb, "chdb_result_error");
        var destroy = (delegate* unmanaged<nint, void>)NativeLibrary.GetExport(chdb, "chdb_destroy_query_result");
        using Stream input = Console.OpenStandardInput();
        using Stream output = Console.OpenStandardOutput();
        fixed (byte* name = "clickhouse\0"u8)
        fixed (byte* format = "RowBinary\0"u8)
        {
            byte** arguments = stackalloc byte*[1];
            arguments[0] = name;
            void** connection = connect(1, arguments);
            while (ReadFrame(input, out _) is { } statement)
            {
                fixed (byte* sql = (byte[])[.. statement, 0])
                {
                    nint result = query(*connection, sql, format);
                    byte* failure = error(result);
                    WriteFrame(output, failure is null ? "ok" : "failed", failure is null
                        ? new ReadOnlySpan<byte>(buffer(result), checked((int)length(result)))
                        : MemoryMarshal.CreateReadOnlySpanFromNullTerminated(failure));
                    destroy(result);
                }
            }
        }

        ((delegate* unmanaged<int, void>)NativeLibrary.GetExport(NativeLibrary.GetMainProgramHandle(), "_exit"))(0); // its threads do not end
        return 0;
    }

    internal static void WriteFrame(Stream stream, string word, ReadOnlySpan<byte> bytes)
    {
        stream.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{word} {bytes.Length}\n")));
        stream.Write(bytes);
        stream.Flush();
    }

    /// <summary>Null at the end.</summary>
    internal static byte[]? ReadFrame(Stream stream, out string word)
    {
        var head = new StringBuilder();
        for (int b = stream.ReadByte(); b != '\n'; b = stream.ReadByte())
        {
            if (b < 0)
            {
                word = "";
                return null;
            }

            head.Append((char)b);
        }

        string[] parts = head.ToString().Split(' ');
        word = parts[0];
        byte[] bytes = new byte[int.Parse(parts[1], CultureInfo.InvariantCulture)];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
