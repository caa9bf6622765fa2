package dev.rondo.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.schema.InvalidInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RemovalTest {
  private static final String RULE = "retention.policies: 1";

  @TempDir private Path folder;
  private DatasetStore store;

  @BeforeEach
  void commitAPolicy() throws Exception {
    store = new DatasetStore(new LocalStorage(folder), "policies/round-000001");
    FileEntry weights = store.writeFile("model.safetensors", out -> out.write(1));
    FileEntry state = store.writeFile("trainer/state.json", out -> out.write(2));
    store.commit(
        "policy", List.of(weights, state), new TreeMap<>(), Lineage.ofNoParents().withSeed(0L));
  }

  private Removal removal(String... files) throws Exception {
    return new Removal(
        Removal.POLICY,
        RULE,
        store.manifestDigest(),
        List.of(files),
        new TreeMap<>(Map.of("rollouts", 3L)));
  }

  @Test
  void whatWasRemovedIsSaidAndNoFault() throws Exception {
    String version = store.manifestDigest();
    store.remove(removal("model.safetensors"));

    assertThat(folder.resolve("policies/round-000001/model.safetensors")).doesNotExist();
    assertThat(folder.resolve("policies/round-000001/trainer/state.json")).exists();
    assertThat(store.manifestDigest()).isEqualTo(version);
    assertThat(store.removals().all()).containsExactly(removal("model.safetensors"));
    assertThatCode(store::verify).doesNotThrowAnyException();
    FileEntry weights = store.committedManifest().files().get(0);
    assertThatThrownBy(() -> store.readFile(weights))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "Cannot read "
                + folder
                + "/policies/round-000001/model.safetensors: its policy file was removed by "
                + RULE
                + " (allowed: what no _removed-policy.json lists)");
  }

  @Test
  void aRemovalIsDoneToItsEndByItsRecordWhateverIsAskedThen() throws Exception {
    store.remove(removal("model.safetensors"));
    Files.write(folder.resolve("policies/round-000001/model.safetensors"), new byte[] {1});
    assertThatCode(store::verify).doesNotThrowAnyException();

    store.remove(removal("model.safetensors", "trainer/state.json"));

    assertThat(folder.resolve("policies/round-000001/model.safetensors")).doesNotExist();
    assertThat(folder.resolve("policies/round-000001/trainer/state.json")).exists();
  }

  @Test
  void aFileThatNothingRemovedIsStillMissing() throws Exception {
    store.remove(removal("model.safetensors"));
    Files.delete(folder.resolve("policies/round-000001/trainer/state.json"));

    assertThatThrownBy(store::verify)
        .hasMessage(
            "Cannot read "
                + folder
                + "/policies/round-000001/trainer/state.json: no such file (allowed: the files"
                + " that the manifest lists)");
  }

  @Test
  void filesThatTheManifestDoesNotListAreNotRemoved() throws Exception {
    assertThatThrownBy(() -> store.remove(removal("../../run.yaml")))
        .isInstanceOf(InvalidInputException.class);
    assertThatThrownBy(() -> store.remove(removal("manifest.json")))
        .hasMessageContaining("allowed: files that the manifest lists");
    assertThat(folder.resolve("policies/round-000001/_removed-policy.json")).doesNotExist();
  }

  @Test
  void aRecordOfAnotherManifestOrWithOddFieldsIsRefused() throws Exception {
    Path record = folder.resolve("policies/round-000001/_removed-policy.json");
    store.remove(removal("model.safetensors"));
    String text = Files.readString(record);
    for (String[] edit :
        new String[][] {
          {store.manifestDigest(), "a".repeat(64)},
          {"\"policy\"", "\"rollouts\""},
          {"\"rule\"", "\"reason\""},
          {"\"rollouts\": 3", "\"rollouts\": \"three\""}
        }) {
      Files.writeString(record, text.replace(edit[0], edit[1]));
      assertThatThrownBy(store::verify)
          .as(edit[1])
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("_removed-policy.json");
    }
  }
}
