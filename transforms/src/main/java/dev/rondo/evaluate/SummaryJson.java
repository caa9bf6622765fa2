package dev.rondo.evaluate;

import dev.rondo.dataset.CanonicalJson;
import dev.rondo.dataset.Digests;
import dev.rondo.dataset.JsonFields;
import dev.rondo.dataset.NewerFormatException;
import dev.rondo.dataset.SamplingJson;
import dev.rondo.evaluate.EvaluationSummary.Estimate;
import dev.rondo.schema.InvalidInputException;
import dev.rondo.schema.SamplingSettings;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The bytes of {@code pass-at-k.json}. Version 3 is written. Version 2 is read without its maj@k
 * where right answers that were written differently may have split their votes, and without ends of
 * intervals for k = n, which the first programs of it wrote. Version 1, which knew pass@k only and
 * said neither how responses were sampled nor which problems were rejected, is read.
 */
final class SummaryJson {
  private static final int FORMAT_VERSION = 3;

  /** Whose references have the form of answers, so that votes of version 2 did not split. */
  private static final Set<String> VOTES_NEVER_SPLIT =
      Set.of("choice", "exact", "math", "numeric", "string", "word-order");

  /** More than all but the problems has. */
  private static final long HEAD_BYTES = 1 << 16;

  /** What a problem has besides its id and its numbers: the names of its fields, and blanks. */
  private static final long TALLY_BYTES = 184;

  private static final int MOST_REMEMBERED = 10_000;

  /**
   * Digests of summaries whose estimates were found to be those of their problems: a run plans from
   * all of its summaries again after each of its actions.
   */
  private static final Set<String> SOUND =
      Collections.synchronizedSet(
          Collections.newSetFromMap(
              new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
                  return size() > MOST_REMEMBERED;
                }
              }));

  private SummaryJson() {}

  static byte[] bytes(EvaluationSummary summary) {
    EvaluationSubject subject = summary.subject();
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("format-version", FORMAT_VERSION);
    fields.put("benchmark", subject.benchmark());
    fields.put("policy-digest", subject.policyDigest());
    fields.put("problems-digest", subject.problemsDigest());
    fields.put("sampling", SamplingJson.fields(subject.sampling()));
    fields.put("verifiers", subject.verifiers());
    fields.put("samples", summary.samples());
    fields.put("pass-at-k", estimateFields(summary.passAtK()));
    fields.put("pass-hat-k", estimateFields(summary.passHatK()));
    fields.put("maj-at-k", estimateFields(summary.majAtK()));
    fields.put("rejected", summary.rejected());
    fields.put("problems", summary.tallies().stream().map(SummaryJson::tallyFields).toList());
    return CanonicalJson.bytes(fields);
  }

  /**
   * More bytes than a summary has, unless the reasons of rejected problems are long.
   *
   * @param ids of its problems
   * @param samples n
   * @param mostTokens of a response
   */
  static long mostBytes(Collection<String> ids, int samples, int mostTokens) {
    int digits = Integer.toString(samples).length();
    int digitsOfTokens = Long.toString((long) samples * mostTokens).length();
    long ofNumbers = 5L * digits + Math.max(digits, "null".length()) + digitsOfTokens;
    long bytes = HEAD_BYTES + ids.size() * (TALLY_BYTES + ofNumbers);
    for (String id : ids) {
      bytes += CanonicalJson.line(id).getBytes(StandardCharsets.UTF_8).length;
    }
    return bytes;
  }

  static EvaluationSummary read(byte[] bytes, String file) {
    try {
      return summaryOf(JsonFields.parse(bytes, file), Digests.sha256(bytes));
    } catch (InvalidInputException e) {
      String cannot = "Cannot read " + file + ": ";
      throw e.getMessage().startsWith(cannot)
          ? e
          : new InvalidInputException(cannot + e.getMessage(), e);
    }
  }

  private static EvaluationSummary summaryOf(JsonFields opened, String digest) {
    try (JsonFields fields = opened) {
      int version = fields.intValue("format-version");
      if (version < 1 || version > FORMAT_VERSION) {
        InvalidInputException refusal =
            fields.refused(
                "format-version",
                version,
                "1 to " + FORMAT_VERSION + "; another version of Rondo wrote it");
        throw version < 1 ? refusal : new NewerFormatException(refusal);
      }
      boolean isFirst = version == 1;
      String benchmark = fields.string("benchmark");
      String policyDigest = fields.string("policy-digest");
      String problemsDigest = fields.string("problems-digest");
      SamplingSettings sampling = isFirst ? null : SamplingJson.of(fields.objectOrNull("sampling"));
      String verifiers = isFirst ? null : fields.stringOrNull("verifiers");
      int samples = fields.intValue("samples");
      int withoutEnds = version == 2 && samples > 1 ? samples : 0;
      List<Estimate> passAtK = estimates(fields, "pass-at-k", withoutEnds);
      List<Estimate> passHatK = isFirst ? List.of() : estimates(fields, "pass-hat-k", withoutEnds);
      List<Estimate> majAtK = isFirst ? List.of() : estimates(fields, "maj-at-k", withoutEnds);
      if (version == 2 && !isVotedAsNow(verifiers)) {
        majAtK = List.of();
      }
      SortedMap<String, String> rejected = isFirst ? new TreeMap<>() : fields.stringMap("rejected");
      List<ProblemTally> tallies = new ArrayList<>();
      for (JsonFields item : fields.objects("problems")) {
        tallies.add(tallyOf(item, isFirst));
      }
      EvaluationSummary summary =
          new EvaluationSummary(
              new EvaluationSubject(benchmark, policyDigest, problemsDigest, sampling, verifiers),
              samples,
              passAtK,
              passHatK,
              majAtK,
              rejected,
              tallies);
      if (!SOUND.contains(digest)) {
        summary.requireEstimatesOfTallies(isFirst);
        SOUND.add(digest);
      }
      return summary;
    }
  }

  /** Whether maj@k of version 2 is the number that is meant now; several verifiers are joined. */
  private static boolean isVotedAsNow(String verifiers) {
    return verifiers != null
        && verifiers.indexOf(',') < 0
        && VOTES_NEVER_SPLIT.contains(verifiers.split("@", 2)[0]);
  }

  private static List<Map<String, Object>> estimateFields(List<Estimate> estimates) {
    List<Map<String, Object>> list = new ArrayList<>();
    for (Estimate estimate : estimates) {
      Interval interval = estimate.interval();
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("k", estimate.k());
      fields.put("value", interval.value());
      fields.put("low", interval.hasEnds() ? interval.low() : null);
      fields.put("high", interval.hasEnds() ? interval.high() : null);
      list.add(fields);
    }
    return list;
  }

  /**
   * @param withoutEnds k whose interval is read as having none
   */
  private static List<Estimate> estimates(JsonFields fields, String name, int withoutEnds) {
    List<Estimate> estimates = new ArrayList<>();
    for (JsonFields item : fields.objects(name)) {
      Estimate estimate = estimateOf(item);
      estimates.add(
          estimate.k() == withoutEnds
              ? new Estimate(withoutEnds, Interval.withoutEnds(estimate.interval().value()))
              : estimate);
    }
    return estimates;
  }

  private static Estimate estimateOf(JsonFields opened) {
    try (JsonFields fields = opened) {
      int k = fields.intValue("k");
      double value = fields.doubleValue("value");
      Double low = fields.doubleOrNull("low");
      Double high = fields.doubleOrNull("high");
      return new Estimate(
          k,
          low == null && high == null
              ? Interval.withoutEnds(value)
              : new Interval(
                  value, low == null ? Double.NaN : low, high == null ? Double.NaN : high));
    }
  }

  private static Map<String, Object> tallyFields(ProblemTally tally) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("problem-id", tally.problemId());
    fields.put("samples", tally.samples());
    fields.put("correct", tally.correct());
    fields.put("unknown", tally.unknown());
    fields.put("truncated", tally.truncated());
    fields.put("no-answer", tally.noAnswer());
    fields.put("well-formed", tally.wellFormed());
    fields.put("response-tokens", tally.responseTokens());
    return fields;
  }

  private static ProblemTally tallyOf(JsonFields opened, boolean isFirst) {
    try (JsonFields fields = opened) {
      return new ProblemTally(
          fields.string("problem-id"),
          fields.intValue("samples"),
          fields.intValue("correct"),
          fields.intValue("unknown"),
          fields.intValue("truncated"),
          isFirst ? 0 : fields.intValue("no-answer"),
          fields.intOrNull("well-formed"),
          fields.longValue("response-tokens"));
    }
  }
}
