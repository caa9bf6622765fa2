// What is left out of a text and what never is.
package dev.rondo.imports;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NormalizedTextTest {

  @ParameterizedTest(name = "{0} is not {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "Find f'(3).|Find f(3).",
        "Find $f''(3)$.|Find $f'(3)$.",
        "The ratio is 1:2.|The ratio is 12.",
        "The ratio is 1 : 2.|The ratio is 1 2.",
        "Add 2 3/4 and 1.|Add 23/4 and 1.",
        "Take (1, 2).|Take (12).",
        "Take (a, b).|Take (ab).",
        "Take [0;1].|Take [01].",
        "Take 1,000.|Take 1.000.",
        "Take 2.5.|Take 25.",
        "Triangle AB'C|Triangle ABC",
        "Take x^{23}.|Take x^23.",
        "Take -3.|Take 3.",
      })
  void whatDiffersInAFormulaDiffers(String one, String other) {
    assertThat(NormalizedText.of(one)).isNotEqualTo(NormalizedText.of(other));
  }

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "Find $x$, the root.|find $x,$ the root",
        "Compute: $\\dfrac{1}{2}$?|Compute $\\frac12$",
        "Evaluate $\\log_8 2$.|Evaluate $\\log_82.$",
        "Say \u201cyes\u201d|Say \"yes\"",
        "Don\u2019t  stop,  now.|Don't stop now",
        "Find $f\u2032(3)$|Find $f^{\\prime}(3)$",
        "is $6^c = 7,$ and|is $6^{c}=7$, and",
      })
  void whatDiffersInWritingOnlyIsTheSame(String one, String other) {
    assertThat(NormalizedText.of(one)).isEqualTo(NormalizedText.of(other));
  }
}
