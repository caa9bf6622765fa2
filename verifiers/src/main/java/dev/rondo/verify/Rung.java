package dev.rondo.verify;

import java.util.Locale;

/** What marked the text that was taken as the final answer, most explicit first. */
public enum Rung {
  /** {@code \boxed{...}} or {@code \fbox{...}}. */
  BOXED,
  /** "final answer is ...", "Final answer: ...". */
  FINAL_ANSWER,
  /** {@code #### ...}. */
  HASHES,
  /** "the answer is ...", "Answer: ...", also in a few other languages. */
  THE_ANSWER_IS,
  /** {@code <answer>...</answer>}. */
  ANSWER_TAG,
  /** Nothing marks an answer, but the whole response is one short line. */
  WHOLE,
  /** Nothing marks an answer: the last formula or number counts. */
  LAST_EXPRESSION;

  /** The rung's name in reports: lower-case words joined by hyphens. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
