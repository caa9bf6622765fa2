package dev.rondo.policy.text;

import java.util.Collections;
import java.util.Set;

/** Text to token ids and back. Thread-safe. */
public interface Tokenizer {

  /**
   * Token ids of a text; no special tokens are added.
   *
   * @throws dev.rondo.schema.InvalidInputException if the vocabulary has no token for a part of it
   */
  int[] encode(String text);

  /**
   * Token ids of the prompt that asks for a problem's answer, in the frame that belongs to the
   * policy: its chat template, or the special tokens around every text.
   *
   * @throws dev.rondo.schema.InvalidInputException if it cannot be framed or encoded
   */
  default int[] encodePrompt(String problem) {
    return encode(problem);
  }

  /**
   * The stop token that belongs behind an answer in that frame.
   *
   * @param stopTokens at least one
   */
  default int answerEnd(Set<Integer> stopTokens) {
    return Collections.min(stopTokens);
  }

  /** Text of token ids, special tokens left out. */
  String decode(int[] tokens);

  /** Number of token ids, 0 .. vocabularySize-1. */
  int vocabularySize();

  /**
   * SHA-256 of the files that decide how it encodes and decodes, lower-case hex. Where they do not
   * name the tokenizer's class, the architecture in {@code config.json} does, which is not in it.
   */
  String digest();
}
