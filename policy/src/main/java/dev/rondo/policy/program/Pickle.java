package dev.rondo.policy.program;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * The two pickled objects that a TorchScript archive without parameters holds, written by hand:
 * protocol 2, no memo.
 */
final class Pickle {
  private static final byte[] PROTOCOL_2 = {(byte) 0x80, 2};

  private Pickle() {}

  /** A module object with the attributes that every module has. */
  static byte[] emptyModule(String module, String className) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(PROTOCOL_2);
    out.writeBytes(("c" + module + "\n" + className + "\n").getBytes(StandardCharsets.US_ASCII));
    out.write(')'); // empty tuple: the constructor's arguments
    out.write(0x81); // new object
    out.write('}'); // empty dictionary: its state
    out.write('('); // mark
    writeText(out, "training");
    out.write(0x89); // false
    writeText(out, "_is_full_backward_hook");
    out.write('N'); // none
    out.write('u'); // set items
    out.write('b'); // build
    out.write('.'); // stop
    return out.toByteArray();
  }

  /** An empty tuple: no constants. */
  static byte[] emptyTuple() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(PROTOCOL_2);
    out.write(')');
    out.write('.');
    return out.toByteArray();
  }

  private static void writeText(ByteArrayOutputStream out, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.write('X');
    for (int shift = 0; shift < 32; shift += 8) {
      out.write(bytes.length >> shift & 0xff);
    }
    out.writeBytes(bytes);
  }
}
