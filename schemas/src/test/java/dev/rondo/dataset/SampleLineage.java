package dev.rondo.dataset;

import dev.rondo.schema.SamplingSettings;
import java.util.Map;
import java.util.TreeMap;

/** Lineage for tests of any module: every field given, nothing of it real. */
public final class SampleLineage {
  private SampleLineage() {}

  /** Lineage of a round's rollouts. */
  public static Lineage round(int round, int groupSize) {
    return new Lineage(
        new TreeMap<>(Map.of("problems", digest("problems"), "policy", digest("policy"))),
        7L,
        round,
        digest("policy"),
        digest("tokenizer"),
        new SamplingSettings(1, 1, 0, 12),
        groupSize,
        "arithmetic@1",
        digest("config"),
        "0.1.0",
        digest("program"),
        new NumericClass("cpu", "AVX2", "2.7.1", 1, "float32"));
  }

  /** Lineage in which nothing applies. */
  public static Lineage none() {
    return new Lineage(
        new TreeMap<>(), null, null, null, null, null, null, null, null, null, null, null);
  }

  /** A well-formed digest. */
  public static String digest(String of) {
    return Digests.sha256(of.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }
}
