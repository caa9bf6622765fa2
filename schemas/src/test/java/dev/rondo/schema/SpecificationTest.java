package dev.rondo.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.dataset.DatasetManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

/** SPEC.md is the contract: no field, symbol or kind is missing from it. */
class SpecificationTest {
  private static final List<Schema> SCHEMAS =
      List.of(
          Problem.getClassSchema(),
          SampledResponse.getClassSchema(),
          Rollout.getClassSchema(),
          RejectedGroup.getClassSchema());

  private final String specification;

  SpecificationTest() throws IOException {
    specification = Files.readString(Path.of("SPEC.md"));
  }

  @Test
  void everyFieldOfEveryRowIsInTheSpecification() {
    for (Schema schema : SCHEMAS) {
      for (Schema.Field field : schema.getFields()) {
        assertThat(specification).as(schema.getName()).contains("`" + field.name() + "`");
      }
    }
  }

  @Test
  void everySymbolAndEveryKindIsInTheSpecification() {
    for (FinishReason reason : FinishReason.values()) {
      assertThat(specification).contains("`" + reason + "`");
    }
    for (Outcome outcome : Outcome.values()) {
      assertThat(specification).contains("`" + outcome + "`");
    }
    for (String kind : DatasetManifest.KINDS) {
      assertThat(specification).contains("`" + kind + "`");
    }
    assertThat(specification).contains("version " + DatasetManifest.FORMAT_VERSION);
  }

  @Test
  void everySchemaSaysWhatItsFieldsMean() {
    for (Schema schema : SCHEMAS) {
      assertThat(schema.getDoc()).isNotBlank();
      for (Schema.Field field : schema.getFields()) {
        assertThat(field.doc()).as(schema.getName() + "." + field.name()).isNotBlank();
      }
    }
  }

  @Test
  void aSampledResponseIsTheFirstPartOfARollout() {
    List<String> sampled =
        SampledResponse.getClassSchema().getFields().stream().map(Schema.Field::name).toList();
    List<String> rollout =
        Rollout.getClassSchema().getFields().stream().map(Schema.Field::name).toList();

    assertThat(rollout.subList(0, sampled.size())).isEqualTo(sampled);
  }
}
