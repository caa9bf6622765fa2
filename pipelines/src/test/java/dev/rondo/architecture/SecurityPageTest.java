package dev.rondo.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every test that SECURITY.md names exists. */
class SecurityPageTest {
  private static final Path HOME = Path.of("..");
  private static final Pattern TESTS = Pattern.compile("`([A-Z]\\w*(?:Test|Props|IT))`");

  @Test
  void everyTestThatThePageNamesExists() throws IOException {
    Set<String> existing;
    try (Stream<Path> files = Files.walk(HOME, 14)) {
      existing =
          files
              .filter(file -> file.toString().contains("src/test/java"))
              .map(file -> file.getFileName().toString())
              .collect(Collectors.toSet());
    }
    Set<String> named = new TreeSet<>();
    Matcher tests = TESTS.matcher(Files.readString(HOME.resolve("SECURITY.md")));
    while (tests.find()) {
      named.add(tests.group(1));
    }
    assertThat(named)
        .hasSizeGreaterThan(10)
        .allSatisfy(name -> assertThat(existing).contains(name + ".java"));
  }
}
