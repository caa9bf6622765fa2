package dev.rondo.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.dataset.JsonFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The bill of materials that {@code mvn package} leaves in {@code target/bom.json}, against the
 * libraries that it leaves in {@code target/lib}. Maven makes none with {@code -o}; continuous
 * integration asks for the file.
 */
class SoftwareBillIT {
  private static final Path BILL = Path.of("target", "bom.json");
  private static final Path LIBRARIES = Path.of("target", "lib");

  private JsonNode bill;

  @BeforeEach
  void readBill() throws IOException {
    assumeThat(BILL).as("made by mvn package, but not with -o").isRegularFile();
    bill = JsonFile.tree(Files.readAllBytes(BILL));
  }

  @Test
  void everyLibraryThatRunsIsListedWithVersionAndLicence() throws IOException {
    Map<String, JsonNode> components = new TreeMap<>();
    for (JsonNode component : bill.path("components")) {
      components.put(file(component), component);
      assertThat(component.path("version").asText()).as("version of %s", component).isNotEmpty();
      if (!component.path("group").asText().equals("dev.rondo")) {
        assertThat(component.path("hashes")).as("hashes of %s", component).isNotEmpty();
        assertThat(component.path("licenses")).as("licences of %s", component).isNotEmpty();
      }
    }
    try (Stream<Path> libraries = Files.list(LIBRARIES)) {
      assertThat(components.keySet())
          .containsExactlyInAnyOrderElementsOf(
              libraries.map(library -> library.getFileName().toString()).toList());
    }
    assertThat(components.keySet())
        .anyMatch(name -> name.startsWith("flink-runtime-1.20"))
        .anyMatch(name -> name.startsWith("beam-sdks-java-core-"))
        .anyMatch(name -> name.startsWith("pytorch-native-cpu-"))
        .anyMatch(name -> name.startsWith("rondo-gpu-trainer-"));
  }

  @Test
  void itHoldsNothingOfTheMoment() {
    assertThat(bill.path("bomFormat").asText()).isEqualTo("CycloneDX");
    assertThat(bill.has("serialNumber")).isFalse();
    assertThat(bill.path("metadata").has("timestamp")).isFalse();
    assertThat(bill.path("metadata").path("component").path("name").asText())
        .isEqualTo("rondo-pipelines");
  }

  /** Its name in {@code target/lib}. */
  private static String file(JsonNode component) {
    String classifier =
        Stream.of(component.path("purl").asText().split("[?&]"))
            .filter(part -> part.startsWith("classifier="))
            .map(part -> "-" + part.substring("classifier=".length()))
            .findFirst()
            .orElse("");
    return component.path("name").asText()
        + "-"
        + component.path("version").asText()
        + classifier
        + ".jar";
  }
}
