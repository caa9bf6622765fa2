package dev.rondo.verify.math;

import java.text.Normalizer;
import java.util.Map;

/**
 * Writes characters that only differ in width or frame from plain ones as those: full-width forms,
 * small forms, units in one character (℃, ㎡), Roman numbers in one.
 */
final class Compatibility {
  private static final Map<Character, String> OTHERS =
      Map.ofEntries(
          Map.entry('，', ", "),
          Map.entry('；', "; "),
          Map.entry('｛', "\\{"),
          Map.entry('｝', "\\}"),
          Map.entry('＄', "\\$"),
          Map.entry('＆', "\\&"),
          Map.entry('￥', "¥"),
          Map.entry('￡', "£"),
          Map.entry('￠', "¢"),
          Map.entry('￦', "₩"),
          Map.entry('～', "～"),
          Map.entry('﹐', ", "),
          Map.entry('﹔', "; "),
          Map.entry('﹕', ":"),
          Map.entry('﹙', "("),
          Map.entry('﹚', ")"),
          Map.entry('﹛', "\\{"),
          Map.entry('﹜', "\\}"),
          Map.entry('﹢', "+"),
          Map.entry('﹣', "-"),
          Map.entry('﹤', "<"),
          Map.entry('﹥', ">"),
          Map.entry('﹦', "="),
          Map.entry('﹪', "%"),
          Map.entry('‐', "-"),
          Map.entry('‑', "-"),
          Map.entry('‒', "-"),
          Map.entry('―', "-"),
          Map.entry('〔', "("),
          Map.entry('〕', ")"),
          Map.entry('【', "["),
          Map.entry('】', "]"),
          Map.entry('⋯', "\\ldots "),
          Map.entry('∥', "\\parallel "),
          Map.entry('⊥', "\\perp "),
          Map.entry('℃', "^\\circ\\mathrm{C} "),
          Map.entry('℉', "^\\circ\\mathrm{F} "),
          Map.entry('Ω', "\\Omega "),
          Map.entry('Å', "Å"),
          Map.entry('K', "K"));

  private Compatibility() {}

  /** The plain form of a character; null if it has none or is plain. */
  static String plain(char c) {
    if (c < 0x2010) {
      return null;
    }
    String other = OTHERS.get(c);
    if (other != null) {
      return other;
    }
    if (c > 0xff00 && c < 0xff5f) {
      return String.valueOf((char) (c - 0xfee0));
    }
    if (c >= 'Ⅰ' && c <= 'ⅿ') {
      return normal(c);
    }
    return c >= 0x3371 && c <= 0x33df ? unit(normal(c)) : null;
  }

  private static String normal(char c) {
    return Normalizer.normalize(String.valueOf(c), Normalizer.Form.NFKC);
  }

  /** "cm2" with its power above the line; m∕s as a quotient. */
  private static String unit(String name) {
    StringBuilder unit = new StringBuilder(" \\mathrm{");
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (Characters.isDigit(c)) {
        unit.append('^').append(c);
      } else {
        unit.append(c == '∕' ? '/' : c);
      }
    }
    return unit.append("} ").toString();
  }
}
