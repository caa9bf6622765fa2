package dev.rondo.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.worker.BuildDigest;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * The list of libraries, which the code version and the digest of a build have among their
 * resources, is that of the class path: another version of one may make other bytes. With {@code
 * -Drondo.write-docs=true} this test writes the list instead of comparing it.
 */
class LibrariesTest {
  private static final Path LIST =
      Path.of(
          "..",
          "transforms",
          "src",
          "main",
          "resources",
          "dev",
          "rondo",
          "worker",
          "libraries.txt");

  /** Of the modules, of tests, of what people read; libtorch has its version in the class. */
  private static final List<String> DECIDE_NO_BYTE =
      List.of(
          "rondo-",
          "apiguardian-",
          "archunit-",
          "assertj-",
          "duckdb_",
          "jline-",
          "junit",
          "logback-",
          "opentest4j-",
          "picocli-",
          "progressbar-",
          "pytorch-native-",
          "selenium-",
          "surefire-",
          "uplot-");

  @Test
  void theListIsThatOfTheClassPath() throws IOException {
    String list = list();
    if (Boolean.getBoolean("rondo.write-docs")) {
      Files.writeString(LIST, list);
    }
    assertThat(Files.readString(LIST))
        .as(
            "another build: mvn -pl pipelines -am test -Dtest=LibrariesTest"
                + " -Drondo.write-docs=true")
        .isEqualTo(list);
    if (!Boolean.getBoolean("rondo.write-docs")) { // else the next build takes it
      try (InputStream packaged = BuildDigest.class.getResourceAsStream("libraries.txt")) {
        assertThat(packaged).hasContent(list);
      }
    }
  }

  @Test
  void whatMakesBytesIsInIt() throws IOException {
    for (String name :
        List.of(
            "avro", "parquet-hadoop", "zstd-jni", "pytorch-jni", "tokenizers", "jackson-core")) {
      assertThat(list().lines()).anyMatch(line -> line.matches(name + "-[0-9].*"));
    }
  }

  /** One library a line. Those that differ by platform decide no byte, or say so elsewhere. */
  private static String list() {
    TreeSet<String> names = new TreeSet<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      String name = Path.of(entry).getFileName().toString();
      if (name.endsWith(".jar") && DECIDE_NO_BYTE.stream().noneMatch(name::startsWith)) {
        names.add(name.substring(0, name.length() - ".jar".length()));
      }
    }
    return String.join("\n", names) + "\n";
  }
}
