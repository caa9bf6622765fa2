package dev.rondo.policy;

import dev.rondo.policy.text.Tokenizer;
import dev.rondo.schema.InvalidInputException;
import java.nio.charset.StandardCharsets;

/**
 * A tokenizer without a file: token ids 0 to 255 are the bytes of UTF-8, {@link #END} ends a
 * response.
 */
public final class ByteTokenizer implements Tokenizer {
  /** Token id that ends a response; decodes to nothing. */
  public static final int END = 256;

  /** A letter that it refuses, as a tokenizer without an unknown token refuses what it lacks. */
  public static final String REFUSED = "\u2603";

  @Override
  public int[] encode(String text) {
    if (text.contains(REFUSED)) {
      throw new InvalidInputException(
          "Cannot encode text of /somewhere/round-000000/tokenizer.json: no such letter");
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int[] tokens = new int[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      tokens[i] = bytes[i] & 0xff;
    }
    return tokens;
  }

  @Override
  public String decode(int[] tokens) {
    byte[] bytes = new byte[tokens.length];
    int length = 0;
    for (int token : tokens) {
      if (token != END) {
        bytes[length++] = (byte) token;
      }
    }
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }

  @Override
  public int vocabularySize() {
    return END + 1;
  }

  @Override
  public String digest() {
    return "b".repeat(64);
  }
}
