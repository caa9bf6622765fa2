package dev.rondo.dataset;

import dev.rondo.schema.InvalidInputException;
import dev.rondo.schema.SamplingSettings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Sampling settings as manifests and summaries of evaluations have them. */
public final class SamplingJson {
  private SamplingJson() {}

  /**
   * The fields, in their order; {@code stop} only where there are texts that end a response, {@code
   * min-response-tokens} only above 0.
   *
   * @param sampling null where nothing was sampled
   * @return null for null
   */
  public static Map<String, Object> fields(SamplingSettings sampling) {
    if (sampling == null) {
      return null;
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("temperature", sampling.temperature());
    fields.put("top-p", sampling.topP());
    fields.put("top-k", sampling.topK());
    fields.put("max-response-tokens", sampling.maxResponseTokens());
    if (!sampling.stop().isEmpty()) {
      fields.put("stop", sampling.stop());
    }
    if (sampling.minResponseTokens() > 0) {
      fields.put("min-response-tokens", sampling.minResponseTokens());
    }
    return fields;
  }

  /**
   * Reads what {@link #fields} wrote.
   *
   * @param opened null where nothing was sampled; closed afterwards
   * @throws InvalidInputException if a field is missing, unknown, or out of range; names the file
   */
  public static SamplingSettings of(JsonFields opened) {
    if (opened == null) {
      return null;
    }
    try (JsonFields fields = opened) {
      double temperature = fields.doubleValue("temperature");
      double topP = fields.doubleValue("top-p");
      int topK = fields.intValue("top-k");
      int maxResponseTokens = fields.intValue("max-response-tokens");
      List<String> stop = fields.stringsOrNone("stop");
      int minResponseTokens = fields.intOrZero("min-response-tokens");
      return ManifestJson.valid(
          fields.file(),
          () ->
              new SamplingSettings(
                  temperature, topP, topK, maxResponseTokens, stop, minResponseTokens));
    }
  }
}
