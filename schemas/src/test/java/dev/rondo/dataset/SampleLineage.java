package dev.rondo.dataset;

import dev.rondo.schema.SamplingSettings;
import java.util.Map;

/** Lineage for tests of any module: every field given, nothing of it real. */
public final class SampleLineage {
  private SampleLineage() {}

  /** Lineage of a round's rollouts. */
  public static Lineage round(int round, int groupSize) {
    return Lineage.of(Map.of("problems", digest("problems"), "policy", digest("policy")))
        .withSeed(7L)
        .withRound(round)
        .byPolicy(digest("policy"))
        .withTokenizer(digest("tokenizer"))
        .sampledWith(new SamplingSettings(1, 1, 0, 12))
        .inGroupsOf(groupSize)
        .judgedBy("arithmetic@1")
        .configuredBy(digest("config"))
        .writtenBy("0.1.0")
        .computedBy(digest("program"))
        .computedOn(new NumericClass("cpu", "AVX2", "2.7.1", 1, "float32"));
  }

  /** Lineage in which nothing applies. */
  public static Lineage none() {
    return Lineage.ofNoParents();
  }

  /** A well-formed digest. */
  public static String digest(String of) {
    return Digests.sha256(of.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }
}
