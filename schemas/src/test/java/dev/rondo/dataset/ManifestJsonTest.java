package dev.rondo.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.schema.InvalidInputException;
import dev.rondo.schema.SamplingSettings;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ManifestJsonTest {
  private static final FileEntry FILE =
      new FileEntry("a.parquet", 5, SampleLineage.digest("a"), 2, SampleLineage.digest("rows"));

  /** The text of format version 1: this test changes only with the version. */
  @Test
  void theManifestHasTheTextOfVersionOne() {
    DatasetManifest manifest =
        new DatasetManifest(
            1,
            "rollouts",
            List.of(FILE, new FileEntry("b.bin", 0, SampleLineage.digest("b"), 0, null)),
            new TreeMap<>(Map.of("rows", 2L, "accepted-groups", 1L)),
            SampleLineage.round(3, 2));

    assertThat(new String(ManifestJson.toJson(manifest), StandardCharsets.UTF_8))
        .isEqualTo(
            """
            {
              "format-version": 1,
              "kind": "rollouts",
              "counts": {
                "accepted-groups": 1,
                "rows": 2
              },
              "lineage": {
                "parents": {
                  "policy": "%1$s",
                  "problems": "%2$s"
                },
                "seed": 7,
                "round": 3,
                "policy-digest": "%1$s",
                "tokenizer-digest": "%3$s",
                "sampling": {
                  "temperature": 1,
                  "top-p": 1,
                  "top-k": 0,
                  "max-response-tokens": 12
                },
                "group-size": 2,
                "verifier": "arithmetic@1",
                "config-digest": "%4$s",
                "code-version": "0.1.0",
                "program-digest": "%5$s",
                "numeric-class": {
                  "device": "cpu",
                  "instruction-set": "AVX2",
                  "torch-version": "2.7.1",
                  "threads": 1,
                  "dtype": "float32"
                }
              },
              "files": [
                {
                  "path": "a.parquet",
                  "bytes": 5,
                  "sha256": "%6$s",
                  "rows": 2,
                  "row-digest": "%7$s"
                },
                {
                  "path": "b.bin",
                  "bytes": 0,
                  "sha256": "%8$s",
                  "rows": 0,
                  "row-digest": null
                }
              ]
            }
            """
                .formatted(
                    SampleLineage.digest("policy"),
                    SampleLineage.digest("problems"),
                    SampleLineage.digest("tokenizer"),
                    SampleLineage.digest("config"),
                    SampleLineage.digest("program"),
                    SampleLineage.digest("a"),
                    SampleLineage.digest("rows"),
                    SampleLineage.digest("b")));
  }

  @Test
  void everyValueComesBackAsItWasWritten() {
    for (Lineage lineage : List.of(SampleLineage.round(3, 2), SampleLineage.none())) {
      DatasetManifest manifest =
          new DatasetManifest(1, "problems", List.of(FILE), new TreeMap<>(), lineage);
      Receipt receipt = new Receipt("verified", 123456, FILE, 1, 2, 3_000_000_000L);

      Receipt counted =
          new Receipt("verified", 7, FILE, 1, 2, 3, new TreeMap<>(Map.of("replaced-groups", 4L)));

      assertThat(ManifestJson.fromJson(ManifestJson.toJson(manifest), "x")).isEqualTo(manifest);
      assertThat(new String(ManifestJson.toJson(receipt), StandardCharsets.UTF_8))
          .doesNotContain("counts");
      assertThat(ManifestJson.receiptFromJson(ManifestJson.toJson(counted), "x"))
          .isEqualTo(counted);
      assertThat(ManifestJson.receiptFromJson(ManifestJson.toJson(receipt), "x"))
          .isEqualTo(receipt);
      assertThat(
              ManifestJson.lineageFromJson(
                  ManifestJson.lineageLine(lineage).getBytes(StandardCharsets.UTF_8), "x"))
          .isEqualTo(lineage);
    }
  }

  @Test
  void whatIsOutOfRangeIsRefusedWithTheNameOfTheFile() {
    DatasetManifest manifest =
        new DatasetManifest(1, "rollouts", List.of(FILE), counts(), SampleLineage.round(3, 2));
    String json = new String(ManifestJson.toJson(manifest), StandardCharsets.UTF_8);

    assertRefused(
        json, "\"kind\": \"rollouts\"", "\"kind\": \"thing\"", "kind: thing (allowed: ch");
    assertRefused(json, "\"round\": 3", "\"round\": -1", "round: -1");
    assertRefused(json, "\"group-size\": 2", "\"group-size\": 0", "group-size: 0");
    assertRefused(json, "\"top-p\": 1", "\"top-p\": 0", "top-p: 0.0");
    assertRefused(json, "\"threads\": 1", "\"threads\": 0", "threads: 0");
    assertRefused(json, "\"device\": \"cpu\"", "\"device\": \"\"", "device");
    assertRefused(json, "\"bytes\": 5", "\"bytes\": -5", "bytes: -5");
    assertRefused(json, "\"rows\": 2", "\"rows\": 2.5", "files[0].rows is 2.5");
    assertRefused(json, "a.parquet", "../a.parquet", "path: ../a.parquet");
    assertRefused(json, SampleLineage.digest("a"), "abc", "sha256: abc");
    assertRefused(json, "\"parents\": {", "\"parents\": {\"x\": \"y\",", "parents.x: y");
    assertRefused(json, "\"accepted-groups\": 1", "\"accepted-groups\": -1", "accepted-groups: -1");
  }

  @Test
  void anyDigitOfAReceiptThatWasChangedIsNoticed() {
    Receipt receipt =
        new Receipt("verified", 7, FILE, 1, 2, 3, new TreeMap<>(Map.of("replaced-groups", 4L)));
    byte[] json = ManifestJson.toJson(receipt);
    for (int i = 0; i < json.length; i++) {
      byte[] flipped = json.clone();
      flipped[i] ^= 1;
      if (!Character.isWhitespace(json[i])) {
        assertThatThrownBy(() -> ManifestJson.receiptFromJson(flipped, "x"))
            .as("byte %d", i)
            .isInstanceOf(InvalidInputException.class);
      }
    }
    String earlier =
        new String(json, StandardCharsets.UTF_8).replaceFirst(",\\s*\"digest\": \"[^\"]*\"", "");
    assertThat(ManifestJson.receiptFromJson(earlier.getBytes(StandardCharsets.UTF_8), "x"))
        .isEqualTo(receipt);
  }

  @Test
  void filesStandInOrderAndOnce() {
    assertThatThrownBy(
            () ->
                new DatasetManifest(
                    1, "rollouts", List.of(FILE, FILE), counts(), SampleLineage.none()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("each path once, in ascending order");
  }

  @Test
  void aManifestDoesNotChangeWithTheListsItWasMadeOf() {
    SortedMap<String, Long> counts = counts();
    DatasetManifest manifest =
        new DatasetManifest(1, "rollouts", List.of(FILE), counts, SampleLineage.none());
    counts.put("more", 5L);

    assertThat(manifest.counts()).containsOnlyKeys("accepted-groups");
    assertThatThrownBy(() -> manifest.counts().put("x", 1L))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void samplingSettingsOfEveryRangeComeBack() {
    SamplingSettings sampling = new SamplingSettings(0.7, 0.95, 50, 4096);
    Lineage full = SampleLineage.round(1, 8);
    Lineage lineage = full.sampledWith(sampling);

    assertThat(ManifestJson.lineageLine(lineage))
        .contains("\"temperature\": 0.7, \"top-p\": 0.95, \"top-k\": 50");
  }

  @Test
  void lineageIsAValueWhoseStatementsCanBeTakenBack() {
    Lineage said = SampleLineage.round(1, 8);

    assertThat(said.sampledWith(null).sampling()).isNull();
    assertThat(said.sampling()).isNotNull();
    assertThat(said.withRound(2).withRound(1)).isEqualTo(said).hasSameHashCodeAs(said);
    assertThat(said.withParents(Map.of())).isNotEqualTo(said);
    assertThat(
            ManifestJson.lineageFromJson(
                said.toString().getBytes(StandardCharsets.UTF_8), "lineage"))
        .isEqualTo(said);
    assertThatThrownBy(() -> said.inGroupsOf(0))
        .hasMessage("Cannot use lineage with group-size: 0 (allowed: 1 and above)");
  }

  private static void assertRefused(String json, String from, String to, String message) {
    assertThat(json).contains(from);
    String changed = json.replace(from, to);
    assertThatThrownBy(
            () ->
                ManifestJson.fromJson(
                    changed.getBytes(StandardCharsets.UTF_8), "data/manifest.json"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("Cannot read data/manifest.json: ")
        .hasMessageContaining(message)
        .message()
        .doesNotContain("\n");
  }

  private static SortedMap<String, Long> counts() {
    return new TreeMap<>(Map.of("accepted-groups", 1L));
  }
}
