package dev.rondo.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rondo.schema.InvalidInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong with {@code frozen.yaml} is not blamed on {@code run.yaml}. */
class FrozenConfigTest {
  private static final RunConfig CONFIG = RunConfig.preset("tiny");

  @TempDir private Path run;
  private Path copy;
  private String frozen;

  @BeforeEach
  void begin() throws Exception {
    FrozenConfig.freeze(CONFIG, run);
    FrozenConfig.requireUnchanged(CONFIG, run);
    copy = run.resolve(FrozenConfig.COPY_NAME);
    frozen = Files.readString(copy);
  }

  @Test
  void aCopyThatLacksASettingOfEveryVersionIsDamaged() throws Exception {
    int half = frozen.indexOf('\n', frozen.length() / 2) + 1;
    for (String text :
        new String[] {
          "", frozen.substring(0, half), frozen.replaceFirst("(?m)^  rounds: .*\n", ""), "run: [\n"
        }) {
      Files.writeString(copy, text);

      assertThatThrownBy(() -> FrozenConfig.of(run))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageStartingWith("Cannot go on with run " + run + ": its frozen.yaml is damaged: ")
          .hasMessageContaining(copy.toString())
          .hasMessageEndingWith("remove it: the next start writes it again")
          .extracting(Throwable::getMessage)
          .asString()
          .hasLineCount(1);
    }
    Files.writeString(copy, "");
    assertThatThrownBy(() -> FrozenConfig.of(run))
        .hasMessageContaining("settings that it lacks: ")
        .hasMessageContaining("such as run.");
  }

  @Test
  void aCopyThatTheDiskDoesNotGiveIsNotDamaged() throws Exception {
    Path unreadable = Path.of("/proc/self/mem"); // input/output error, whoever the user is
    assumeTrue(Files.isRegularFile(unreadable));
    Files.delete(copy);
    Files.createSymbolicLink(copy, unreadable);

    assertThatThrownBy(() -> FrozenConfig.of(run))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("Cannot read configuration: " + copy + ": ")
        .hasMessageNotContaining("damaged");
  }

  @Test
  void onceItIsRemovedTheNextStartWritesItAgain() throws Exception {
    Files.delete(copy);
    FrozenConfig.requireUnchanged(FrozenConfig.of(run), run);
    assertThat(copy).hasContent(frozen);
  }

  @Test
  void aCopyOfAnEarlierVersionLacksTheSettingsThatCameLater() throws Exception {
    String earlier = frozen;
    for (SettingSchema.Section section : SettingSchema.sections()) {
      for (SettingSchema.Entry entry : section.entries()) {
        if (entry.describes().later() || !entry.describes().content()) {
          earlier =
              earlier.replaceFirst(
                  "(?ms)(^"
                      + section.name()
                      + ":\n(?:  [^\n]*\n)*?)  "
                      + entry.key()
                      + ": [^\n]*\n",
                  "$1");
        }
      }
    }
    assertThat(earlier.lines().count()).isLessThan(frozen.lines().count() - 10);
    Files.writeString(copy, earlier);

    assertThatCode(() -> FrozenConfig.requireUnchanged(CONFIG, run)).doesNotThrowAnyException();
    assertThat(copy).hasContent(earlier);
  }
}
