package dev.rondo.cli;

import dev.rondo.schema.InvalidInputException;
import dev.rondo.schema.VisibleText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The words of the command line, as Java understood their bytes. */
final class Arguments {
  private static final Path BYTES = Path.of("/proc/self/cmdline");

  private Arguments() {}

  /**
   * Refuses words that are not what the person typed. Java reads them by the locale of its process
   * and puts other characters where that does not know the bytes, without a word.
   *
   * @throws InvalidInputException if a word cannot be trusted
   */
  static void requireAsTyped(List<String> words) {
    String encoding = System.getProperty("sun.jnu.encoding", "UTF-8");
    boolean isUtf8 = encoding.toUpperCase(Locale.ROOT).replace("-", "").equals("UTF8");
    for (String word : words) {
      if (!isUtf8 && word.chars().anyMatch(c -> c > 0x7E)) {
        throw new InvalidInputException(
            "Cannot read argument: "
                + VisibleText.of(word)
                + " in the encoding of this locale, "
                + encoding
                + " (allowed: start with ./rondo, or with LC_ALL=C.UTF-8)");
      }
      if (word.indexOf('\uFFFD') >= 0 && !isTypedInUtf8()) {
        throw new InvalidInputException(
            "Cannot read argument: " + VisibleText.of(word) + " is not UTF-8 (allowed: UTF-8)");
      }
    }
  }

  /** Whether the replacement character was typed: then the bytes are UTF-8. */
  private static boolean isTypedInUtf8() {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(Files.readAllBytes(BYTES)));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    } catch (IOException e) {
      return true; // no such file on this system, where names are UTF-8 throughout
    }
  }
}
