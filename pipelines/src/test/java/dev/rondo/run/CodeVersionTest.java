package dev.rondo.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** How a digest tells builds apart is in {@code BuildDigestTest}. */
class CodeVersionTest {
  @Test
  void itSaysWhichBuildOfTheVersionThisIs() {
    assertThat(CodeVersion.version()).matches("[0-9]+[.][0-9]+[.][0-9]+(-SNAPSHOT)?");
    assertThat(CodeVersion.current())
        .startsWith(CodeVersion.version())
        .matches(".+[+][0-9a-f]{12}");
    assertThat(CodeVersion.inShort(CodeVersion.current())).isEqualTo(CodeVersion.version());
    assertThat(CodeVersion.inShort("0.1.0")).isEqualTo("0.1.0");
  }

  @Test
  void problemsSayTheVersionAlone() {
    assertThat(CodeVersion.of("problems/training")).isEqualTo(CodeVersion.version());
    assertThat(CodeVersion.of("policies/round-000001")).isEqualTo(CodeVersion.current());
  }
}
