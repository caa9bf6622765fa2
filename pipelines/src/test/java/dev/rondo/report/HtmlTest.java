package dev.rondo.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HtmlTest {

  @Test
  void markupIsEscaped() {
    assertThat(Html.escape("<b> & \"x\"")).isEqualTo("&lt;b&gt; &amp; &quot;x&quot;");
  }

  @Test
  void whatABrowserObeysIsShownAndLinesStay() {
    assertThat(Html.escape("a\u0000\u001B[31m\u202Eb\nc"))
        .isEqualTo("a\\u0000\\u001b[31m\\u202eb\nc");
  }

  @Test
  void theDirectionOfATextEndsWithIt() {
    assertThat(Html.isolated("שלום")).isEqualTo("<bdi>שלום</bdi>");
  }
}
