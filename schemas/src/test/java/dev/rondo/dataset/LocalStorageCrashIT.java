package dev.rondo.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.schema.Rollout;
import dev.rondo.schema.SampleRollouts;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a process that writes a dataset, many times at seeded instants, and starts it again each
 * time: whatever is visible is whole, nothing is visible as a dataset before its manifest, and in
 * the end there is the very dataset that an undisturbed writer makes.
 */
class LocalStorageCrashIT {
  private static final int KILLS = 20;
  private static final int LARGE_FILES = 24;
  private static final int LARGE_BYTES = 1 << 20;
  private static final int SHARDS = 4;

  @TempDir Path directory;

  @Test
  void aKilledWriterLeavesOnlyWholeFilesAndAnotherOneGoesOn() throws Exception {
    Path root = directory.resolve("killed");
    Files.createDirectories(root);
    Random random = new Random(20);
    int temporariesLeft = 0;
    int kills = 0;
    for (; kills < KILLS && !Files.exists(root.resolve("data/__rondo/manifest.json")); kills++) {
      killAfter(start(root), random.nextInt(kills % 2 == 0 ? 90 : 6), random.nextInt(8));
      temporariesLeft += temporaries(root);
      assertWhatIsVisibleIsWhole(root);
      if (kills % 5 == 4) {
        new LocalStorage(root).sweep("");
        assertThat(temporaries(root)).isZero();
      }
    }
    // All but the rarest kill hits a write: the writer does nothing else between two lines.
    assertThat(temporariesLeft).as("writes cut in the middle, of %d kills", kills).isPositive();

    assertThat(killAfter(start(root), Integer.MAX_VALUE, 0)).isZero();
    Path undisturbed = directory.resolve("undisturbed");
    assertThat(killAfter(start(undisturbed), Integer.MAX_VALUE, 0)).isZero();
    assertThat(contents(root)).isEqualTo(contents(undisturbed));
    assertThat(temporaries(root)).isZero();
    new DatasetStore(new LocalStorage(root), "data").verify();
  }

  private static void assertWhatIsVisibleIsWhole(Path root) throws IOException {
    DatasetStore store = new DatasetStore(new LocalStorage(root), "data");
    for (String path : new LocalStorage(root).list("data")) {
      String name = path.substring("data/".length());
      if (name.startsWith("large-")) {
        assertThat(Files.readAllBytes(root.resolve(path)))
            .as(path)
            .isEqualTo(large(Integer.parseInt(name.substring(6, 8))));
      } else if (name.startsWith("shard-")) {
        assertThat(store.readRows(name, Rollout.class))
            .as(path)
            .isEqualTo(rows(Integer.parseInt(name.substring(6, 11))));
      }
    }
    if (store.isCommitted()) {
      store.verify();
    }
  }

  private static int temporaries(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return (int) files.filter(file -> file.getFileName().toString().endsWith(".tmp")).count();
    }
  }

  private static Map<String, String> contents(Path root) throws IOException {
    Map<String, String> digests = new TreeMap<>();
    for (String path : new LocalStorage(root).list("")) {
      digests.put(path, Digests.sha256(root.resolve(path)));
    }
    return digests;
  }

  private static Process start(Path root) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Writer.class.getName(),
            root.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** Kills a writer once it has said so many lines and then some, unless it ended before. */
  private static int killAfter(Process writer, int lines, int millis) throws Exception {
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(writer.getInputStream(), StandardCharsets.UTF_8))) {
      String line = out.readLine();
      for (int said = 1; said < lines && line != null; said++) {
        line = out.readLine();
      }
      if (line != null) {
        Thread.sleep(millis);
        writer.destroyForcibly();
      }
    }
    return writer.waitFor();
  }

  private static byte[] large(int index) {
    byte[] bytes = new byte[LARGE_BYTES];
    new Random(index).nextBytes(bytes);
    return bytes;
  }

  private static List<Rollout> rows(int shard) {
    List<Rollout> rows = new ArrayList<>();
    for (int group = 0; group < 50; group++) {
      rows.addAll(SampleRollouts.group("problem-" + shard + "-" + group, 4, 100L * shard + group));
    }
    return rows;
  }

  /** The process that is killed: writes whatever of the dataset is not there yet. */
  static final class Writer {
    private Writer() {}

    public static void main(String[] arguments) throws IOException {
      LocalStorage storage = new LocalStorage(Path.of(arguments[0]));
      DatasetStore store = new DatasetStore(storage, "data");
      Lineage lineage = SampleLineage.round(1, 4);
      storage.sweep("");
      List<FileEntry> files = new ArrayList<>();
      for (int i = 0; i < LARGE_FILES; i++) {
        byte[] large = large(i);
        String name = String.format(Locale.ROOT, "large-%02d", i);
        boolean isNew = !storage.exists("data/" + name);
        files.add(
            store.writeFile(
                name,
                out -> {
                  for (int at = 0; at < large.length; at += 1 << 16) {
                    out.write(large, at, 1 << 16);
                    out.flush();
                    if (isNew) {
                      System.out.println("wrote a part of " + name);
                    }
                  }
                }));
      }
      for (int shard = 0; shard < SHARDS; shard++) {
        System.out.println("writes shard " + shard);
        files.add(
            store.writeRows(
                String.format(Locale.ROOT, "shard-%05d.parquet", shard),
                Rollout.getClassSchema(),
                rows(shard),
                DatasetStore.lineageMetadata(lineage)));
      }
      System.out.println("commits");
      store.commit("rollouts", files, new TreeMap<>(Map.of("accepted-groups", 200L)), lineage);
    }
  }
}
