package dev.rondo.dataset;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** In which statements two lineages differ, for a person to read. */
public final class LineageDifference {
  private static final String LONG_DIGEST = "\\b([0-9a-f]{12})[0-9a-f]{52}\\b";

  private LineageDifference() {}

  /**
   * The statements that differ, such as {@code code-version 0.1.0 instead of 0.2.0}; of digests the
   * first 12 digits.
   *
   * @param found a lineage on one line, of whatever version of this program
   * @param wanted what it was to be
   * @return empty text if none differs
   */
  public static String between(String found, Lineage wanted) {
    JsonNode there;
    JsonNode here;
    try {
      there = JsonFile.tree(found.getBytes(StandardCharsets.UTF_8));
      here = JsonFile.tree(ManifestJson.lineageLine(wanted).getBytes(StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      return "its lineage is damaged";
    }
    Set<String> names = new LinkedHashSet<>();
    here.fieldNames().forEachRemaining(names::add);
    there.fieldNames().forEachRemaining(names::add);
    List<String> differences = new ArrayList<>();
    for (String name : names) {
      if (!Objects.equals(there.get(name), here.get(name))) {
        differences.add(name + " " + text(there.get(name)) + " instead of " + text(here.get(name)));
      }
    }
    return String.join("; ", differences);
  }

  private static String text(JsonNode value) {
    if (value == null || value.isNull()) {
      return "none";
    }
    String text = value.isTextual() ? value.textValue() : value.toString();
    return text.replaceAll(LONG_DIGEST, "$1");
  }
}
