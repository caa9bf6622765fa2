package dev.rondo.verify.math;

/** Says whether a Chinese word is a counter with the noun that is counted: 本书, 个不同的整数. */
final class ChineseCounts {
  private static final String COUNTERS = "个個本张張条條支枝辆輛台件枚颗顆棵箱袋盒瓶杯根把朵匹艘架位名只頭头种種";

  /** What bounds, hedges, denies or multiplies a count. */
  private static final String CHANGING = "以多半余餘左右上下内內外未不非或约約倍分之万萬千百十亿億第几幾无無没沒对對双雙";

  private static final int MOST_CHARACTERS = 7;

  private ChineseCounts() {}

  /** Whether the word leaves the number before it as it is. */
  static boolean isCounted(String word) {
    if (word.length() < 2
        || word.length() > MOST_CHARACTERS
        || COUNTERS.indexOf(word.charAt(0)) < 0) {
      return false;
    }
    String noun = word.substring(1).replace("不同", "");
    return noun.chars()
        .allMatch(
            c ->
                Character.UnicodeScript.of(c) == Character.UnicodeScript.HAN
                    && CHANGING.indexOf(c) < 0);
  }
}
