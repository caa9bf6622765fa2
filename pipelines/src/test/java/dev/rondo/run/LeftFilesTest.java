package dev.rondo.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.dataset.LocalStorage;
import dev.rondo.dataset.Storage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeftFilesTest {
  private static final String POLICY = "policies/round-000001";
  private static final String WEIGHTS = POLICY + "/model.safetensors";
  private static final String CONFIG = POLICY + "/config.json";
  private static final String MANIFEST = POLICY + "/manifest.json";

  @TempDir private Path folder;
  private final List<String> said = new ArrayList<>();

  @Test
  void whatDiffersGoesAsideAndWhatDoesNotStays() throws Exception {
    for (int attempt = 1; attempt <= 3; attempt++) {
      Storage storage = storage();
      put(storage, CONFIG, "config");
      put(storage, WEIGHTS, "weights of attempt " + attempt);
    }
    assertThat(said).hasSize(2);
    assertThat(new LocalStorage(folder).list(""))
        .containsExactly("damaged/" + WEIGHTS, "damaged/" + WEIGHTS + ".2", CONFIG, WEIGHTS);
    assertThat(folder.resolve("damaged").resolve(WEIGHTS)).hasContent("weights of attempt 1");
    assertThat(folder.resolve(WEIGHTS)).hasContent("weights of attempt 3");
  }

  @Test
  void whatAnAttemptHasNotWrittenIsNotBesideItsManifest() throws Exception {
    String left = POLICY + "/model-00001-of-00002.safetensors";
    put(storage(), left, "left");
    put(storage(), POLICY + "-metrics/log.json", "of another directory");
    Files.writeString(folder.resolve(POLICY).resolve("a note.txt"), "x");
    Storage storage = storage();
    put(storage, WEIGHTS, "weights");
    put(storage, MANIFEST, "manifest");

    assertThat(said).hasSize(1);
    assertThat(folder.resolve(left)).doesNotExist();
    assertThat(folder.resolve("damaged").resolve(left)).hasContent("left");
    assertThat(folder.resolve(MANIFEST)).hasContent("manifest");
    assertThat(folder.resolve(POLICY + "-metrics/log.json")).exists();
  }

  @Test
  void whatIsCommittedIsNotMoved() throws Exception {
    Storage storage = storage();
    put(storage, WEIGHTS, "weights");
    put(storage, MANIFEST, "manifest");
    for (String path : List.of(WEIGHTS, MANIFEST)) {
      assertThatThrownBy(() -> put(storage(), path, "other"))
          .isInstanceOf(Storage.ConflictException.class);
    }
    put(storage(), MANIFEST, "manifest");
    assertThat(said).isEmpty();
    assertThat(new LocalStorage(folder).list("")).containsExactly(MANIFEST, WEIGHTS);
  }

  @Test
  void whoeverLostTheRunMovesNothing() throws Exception {
    put(storage(), WEIGHTS, "of who took over");
    Storage paused =
        new LeftFiles(
            new LocalStorage(folder),
            () -> {
              throw new IOException("lost");
            },
            said::add);
    assertThatThrownBy(() -> put(paused, WEIGHTS, "other")).hasMessage("lost");
    assertThat(folder.resolve(WEIGHTS)).hasContent("of who took over");
  }

  /**
   * All files but the last were put before the pause, and those of the other are in their place.
   */
  @Test
  void whoeverLostTheRunCommitsAndDeletesNothing() throws Exception {
    boolean[] isLost = new boolean[1];
    Storage paused =
        new LeftFiles(
            new LocalStorage(folder),
            () -> {
              if (isLost[0]) {
                throw new IOException("lost");
              }
            },
            said::add);
    put(paused, WEIGHTS, "of who was paused");
    isLost[0] = true;
    put(storage(), WEIGHTS, "of who took over");
    put(storage(), CONFIG, "config");

    assertThatThrownBy(() -> put(paused, CONFIG, "config")).hasMessage("lost");
    assertThatThrownBy(() -> put(paused, MANIFEST, "manifest")).hasMessage("lost");
    assertThatThrownBy(() -> paused.delete(WEIGHTS)).hasMessage("lost");
    assertThat(folder.resolve(MANIFEST)).doesNotExist();
    assertThat(folder.resolve(WEIGHTS)).hasContent("of who took over");
  }

  private Storage storage() {
    return new LeftFiles(new LocalStorage(folder), () -> {}, said::add);
  }

  private static void put(Storage storage, String path, String text) throws IOException {
    storage.putIfAbsent(path, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }
}
