package dev.rondo.schema;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class VisibleTextTest {

  @Test
  void ordinaryTextOfEveryScriptStaysAsItIs() {
    for (String text :
        new String[] {
          "", "plain ~", "é½ÿ", "请", "سلام", "שלום", "ñ", "\uD83D\uDE00", "\\frac{1}{2}"
        }) {
      assertThat(VisibleText.of(text)).isSameAs(text);
    }
  }

  @Test
  void whatATerminalObeysIsShown() {
    assertThat(VisibleText.of("a\u001B[31mb")).isEqualTo("a\\u001b[31mb");
    assertThat(VisibleText.of("\u0000\u0007\b\u007F\u009B"))
        .isEqualTo("\\u0000\\u0007\\u0008\\u007f\\u009b");
    assertThat(VisibleText.of("one\r\ntwo\tthree")).isEqualTo("one\\r\\ntwo\\tthree");
    assertThat(VisibleText.lines("one\r\ntwo\tthree")).isEqualTo("one\\r\ntwo\tthree");
  }

  @Test
  void whatTurnsDirectionsOrCannotBeSeenIsShown() {
    assertThat(VisibleText.of("\u202Eabc\u2066")).isEqualTo("\\u202eabc\\u2066");
    assertThat(VisibleText.of("x\u200By\uFEFFz\u2028")).isEqualTo("x\\u200by\\ufeffz\\u2028");
    assertThat(VisibleText.of("\uDB40\uDC41")).as("a tag").isEqualTo("\\udb40\\udc41");
  }

  @Test
  void halfOfASurrogatePairIsShownAndAWholeOneStays() {
    assertThat(VisibleText.of("\uD83D")).isEqualTo("\\ud83d");
    assertThat(VisibleText.of("\uDE00\uD83D\uDE00")).isEqualTo("\\ude00\uD83D\uDE00");
  }

  /** Java knows more control characters with each version; none that it knows here gets through. */
  @Test
  void noControlAndNoFormatCharacterOfThisJavaGetsThrough() {
    int shown = 0;
    for (int codePoint = 0; codePoint <= Character.MAX_CODE_POINT; codePoint++) {
      boolean mustBeShown =
          switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                Character.LINE_SEPARATOR,
                Character.PARAGRAPH_SEPARATOR,
                Character.SURROGATE ->
                true;
            case Character.FORMAT ->
                // Signs that stand before a number or a verse, which are seen, and hieroglyphs.
                !(codePoint >= 0x600 && codePoint <= 0x605)
                    && codePoint != 0x6DD
                    && codePoint != 0x70F
                    && codePoint != 0x890
                    && codePoint != 0x891
                    && codePoint != 0x8E2
                    && codePoint != 0x110BD
                    && codePoint != 0x110CD
                    && !(codePoint >= 0x13430 && codePoint <= 0x1345F);
            default -> false;
          };
      if (mustBeShown) {
        shown++;
        assertThat(VisibleText.of(Character.toString(codePoint)))
            .as("U+%04X", codePoint)
            .startsWith("\\");
      }
    }
    assertThat(shown).isGreaterThan(2048 + 65 + 100);
  }
}
