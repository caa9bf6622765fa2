package dev.rondo.cli;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.schema.InvalidInputException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ArgumentsTest {
  private final String before = System.getProperty("sun.jnu.encoding");

  @AfterEach
  void restore() {
    System.setProperty("sun.jnu.encoding", before);
  }

  @Test
  void anythingGoesWhereJavaReadsUtf8() {
    System.setProperty("sun.jnu.encoding", "UTF-8");
    assertThatCode(() -> Arguments.requireAsTyped(List.of("--gold", "é½ 请")))
        .doesNotThrowAnyException();
  }

  @Test
  void whatAnotherEncodingMayHaveChangedIsRefused() {
    System.setProperty("sun.jnu.encoding", "ANSI_X3.4-1968");
    assertThatCode(() -> Arguments.requireAsTyped(List.of("grade", "--gold", "1/2")))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> Arguments.requireAsTyped(List.of("--gold", "\uFFFD\uFFFD")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("ANSI_X3.4-1968")
        .hasMessageContaining("allowed: start with ./rondo, or with LC_ALL=C.UTF-8");
  }
}
