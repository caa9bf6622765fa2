package dev.rondo.dataset;

import dev.rondo.schema.SamplingSettings;
import dev.rondo.schema.VisibleText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Sampling settings in words, on one line: {@code temperature 0.7, top-p 0.9, at most 1,024 tokens,
 * stop ["\n"]}. What is switched off is left out; every field that {@link SamplingJson} writes is
 * in it.
 */
public final class SamplingText {
  private SamplingText() {}

  /** The words. */
  public static String of(SamplingSettings sampling) {
    List<String> words = new ArrayList<>();
    SamplingJson.fields(sampling)
        .forEach(
            (field, value) -> {
              switch (field) {
                case "temperature" ->
                    words.add(
                        sampling.temperature() == 0
                            ? "greedy"
                            : field + " " + CanonicalJson.number(sampling.temperature()));
                case "top-p" -> {
                  if (sampling.topP() < 1) {
                    words.add(field + " " + CanonicalJson.number(sampling.topP()));
                  }
                }
                case "top-k" -> {
                  if (sampling.topK() > 0) {
                    words.add(field + " " + sampling.topK());
                  }
                }
                case "max-response-tokens" ->
                    words.add(
                        String.format(
                            Locale.ROOT, "at most %,d tokens", sampling.maxResponseTokens()));
                default -> words.add(field + " " + VisibleText.of(CanonicalJson.line(value)));
              }
            });
    return String.join(", ", words);
  }
}
