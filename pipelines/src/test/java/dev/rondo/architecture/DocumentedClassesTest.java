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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages that map equations and memory to code name classes and program parts that exist. */
class DocumentedClassesTest {
  private static final Path HOME = Path.of("..");
  private static final Pattern NAMES =
      Pattern.compile("`([A-Z][A-Za-z]*[a-z][A-Za-z]*|[a-z_]+\\.py)(?:\\.([a-z][A-Za-z]*))?`");

  @ParameterizedTest
  @ValueSource(strings = {"algorithm.md", "memory.md", "metrics.md"})
  void everyClassAndProgramPartOfAPageExists(String page) throws IOException {
    Set<String> sources = sources();
    Matcher names = NAMES.matcher(Files.readString(HOME.resolve("docs").resolve(page)));
    Set<String> missing = new TreeSet<>();
    while (names.find()) {
      String name = names.group(1);
      if (!sources.contains(name.endsWith(".py") ? name : name + ".java")) {
        missing.add(name);
      }
    }
    assertThat(missing).isEmpty();
  }

  @Test
  void everyObjectiveIsOnThePageOfTheAlgorithm() throws IOException {
    String page = Files.readString(HOME.resolve("docs/algorithm.md"));
    assertThat(sources())
        .filteredOn(name -> name.endsWith("Objective.java"))
        .hasSizeGreaterThan(4)
        .allSatisfy(name -> assertThat(page).contains("`" + name.replace(".java", "")));
  }

  private static Set<String> sources() throws IOException {
    Set<String> names = new TreeSet<>();
    for (String module :
        new String[] {"schemas", "policy", "transforms", "gpu-trainer", "pipelines"}) {
      try (Stream<Path> files = Files.walk(HOME.resolve(module).resolve("src/main"))) {
        names.addAll(files.map(file -> file.getFileName().toString()).collect(Collectors.toSet()));
      }
    }
    return names;
  }
}
