package dev.rondo.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.dataset.DatasetManifest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuildDigestTest {
  private static final String TRAINER = "dev/rondo/trainer/Trainer.class";
  private static final String REPORT = "dev/rondo/report/Report.class";
  private static final Predicate<String> ALL = name -> true;
  private static final Predicate<String> WITHOUT_REPORT =
      name -> !name.startsWith("dev/rondo/report/");

  @TempDir private Path folder;
  private final TreeMap<String, String> files = new TreeMap<>();
  private int built;

  @Test
  void aJarAndAFolderOfTheSameFilesAreOneBuild() throws Exception {
    file(TRAINER, "takes a step");
    file("dev/rondo/trainer/network/trainer.py", "def step");
    file("META-INF/LICENSE", "of the folder");
    Path place = folder();
    file("META-INF/MANIFEST.MF", "Manifest-Version: 1.0\n");
    file("META-INF/LICENSE", "of the jar");

    assertThat(digest(jar(), ALL)).isEqualTo(digest(place, ALL)).matches("[0-9a-f]{64}");
  }

  @Test
  void jarsThatDifferInAClassOrAResourceAreTwoBuilds() throws Exception {
    file(TRAINER, "takes a step");
    file("dev/rondo/trainer/network/trainer.py", "def step");
    String first = digest(jar(), ALL);

    assertThat(digest(jar(), ALL)).isEqualTo(first);
    file(TRAINER, "takes no step");
    String second = digest(jar(), ALL);
    file("dev/rondo/trainer/network/trainer.py", "def steps");
    assertThat(List.of(first, second, digest(jar(), ALL), digest(folder(), ALL)))
        .satisfies(digests -> assertThat(digests.subList(0, 3)).doesNotHaveDuplicates())
        .satisfies(digests -> assertThat(digests.get(3)).isEqualTo(digests.get(2)));
  }

  @Test
  void whatIsLeftOutMayDiffer() throws Exception {
    file(TRAINER, "takes a step");
    file(REPORT, "in grey");
    String grey = digest(jar(), WITHOUT_REPORT);
    String greyWhole = digest(jar(), ALL);
    file(REPORT, "in blue");

    assertThat(digest(jar(), WITHOUT_REPORT)).isEqualTo(grey);
    assertThat(digest(jar(), ALL)).isNotEqualTo(greyWhole);
  }

  @Test
  void thatOfThisProcessIsOfItsModules() {
    assertThat(BuildDigest.current()).matches("[0-9a-f]{64}");
    assertThat(BuildDigest.of(List.of(DatasetManifest.class), ALL))
        .isEqualTo(BuildDigest.of(List.of(DatasetManifest.class), ALL))
        .isNotEqualTo(BuildDigest.current());
  }

  private static String digest(Path place, Predicate<String> isPart) throws IOException {
    return BuildDigest.ofPlaces(List.of(place), isPart);
  }

  private void file(String name, String text) {
    files.put(name, text);
  }

  private Path folder() throws IOException {
    Path root = folder.resolve("classes-" + ++built);
    for (String name : files.keySet()) {
      Path file = root.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, files.get(name));
    }
    return root;
  }

  private Path jar() throws IOException {
    Path file = folder.resolve("module-" + ++built + ".jar");
    try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file))) {
      jar.putNextEntry(new JarEntry("dev/rondo/"));
      for (String name : files.descendingKeySet()) { // a jar has an order of its own
        jar.putNextEntry(new JarEntry(name));
        jar.write(files.get(name).getBytes(StandardCharsets.UTF_8));
      }
    }
    return file;
  }
}
