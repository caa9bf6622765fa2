package dev.rondo.verify.math;

import java.util.Set;

/** Words that deny in languages beside the common ones, before a number or behind it. */
final class ForeignDenials {
  private static final Set<String> BEFORE =
      Set.of(
          "ليس", "ليست", "لا", "không", "bukan", "tidak", "inte", "ikke", "niet", "ei", "לא", "nu",
          "δεν", "ไม่ใช่", "nem", "není");

  private static final Set<String> BEHIND =
      Set.of("نیست", "नहीं", "नही", "değil", "değildir", "নয়", "아니다", "아닙니다", "아니에요", "ない");

  private ForeignDenials() {}

  /** Whether a word denies what stands before or behind it. */
  static boolean contain(String word) {
    return BEFORE.contains(word) || BEHIND.contains(word);
  }

  /** Whether a word denies what stands before it. */
  static boolean denyBefore(String word) {
    return BEHIND.contains(word);
  }
}
