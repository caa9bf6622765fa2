package dev.rondo.report.facts;

import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.FileEntry;
import dev.rondo.dataset.Removal;
import dev.rondo.policy.text.FileTokenizer;
import dev.rondo.policy.text.Tokenizer;
import dev.rondo.report.facts.SampleRollout.Judgement;
import dev.rondo.report.facts.SampleRollout.Piece;
import dev.rondo.report.facts.SampleRollout.Question;
import dev.rondo.report.facts.SampleRollout.Response;
import dev.rondo.run.RunDirectory;
import dev.rondo.schema.FinishReason;
import dev.rondo.schema.InvalidInputException;
import dev.rondo.schema.Problem;
import dev.rondo.schema.Rollout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.avro.generic.GenericRecord;

/**
 * Takes some hundreds of rollouts for people to look at: of some rounds, from the first shard, for
 * each of its first problems the first two rollouts of each verdict. So each verdict that occurs
 * can be seen, and the same run shows the same rollouts.
 */
final class SampleReader {
  private static final int PROBLEMS_OF_A_ROUND = 6;
  private static final int OF_A_VERDICT = 2;

  private static final List<String> COLUMNS =
      List.of(
          "problemId",
          "sampleIndex",
          "responseTokens",
          "behaviorLogprobs",
          "finishReason",
          "responseText",
          "extractedAnswer",
          "verdict",
          "verdictReason");

  private final RunDirectory run;
  private final Tokenizer tokenizer;

  private SampleReader(RunDirectory run, Tokenizer tokenizer) {
    this.run = run;
    this.tokenizer = tokenizer;
  }

  /**
   * Samples of some rounds, which are committed.
   *
   * @return the samples by round, with prompt and answer where the run's problems are there
   */
  static Map<Integer, List<SampleRollout>> read(RunDirectory run, Collection<Integer> rounds)
      throws IOException {
    if (rounds.isEmpty()) {
      return Map.of();
    }
    List<SampleRollout> samples = new ArrayList<>();
    try (FileTokenizer tokenizer = tokenizer(run)) {
      SampleReader reader = new SampleReader(run, tokenizer);
      for (int round : rounds) {
        samples.addAll(reader.ofRound(round));
      }
    }
    Map<Integer, List<SampleRollout>> byRound = new TreeMap<>();
    rounds.forEach(round -> byRound.put(round, new ArrayList<>()));
    withQuestions(run, samples).forEach(sample -> byRound.get(sample.round()).add(sample));
    return byRound;
  }

  /** The tokenizer of the base policy, which all rounds share; null if there is none to use. */
  private static FileTokenizer tokenizer(RunDirectory run) {
    Path policy = run.root().resolve(RunDirectory.policyDirectory(0));
    if (!Files.exists(policy.resolve(FileTokenizer.FILE_NAME))) {
      return null;
    }
    try {
      return FileTokenizer.open(policy);
    } catch (InvalidInputException e) {
      return null; // the text is shown without its tokens
    }
  }

  private List<SampleRollout> ofRound(int round) throws IOException {
    DatasetStore dataset = run.dataset(RunDirectory.rolloutsDirectory(round));
    if (dataset.removals().of(Removal.ROLLOUTS).isPresent()) {
      return List.of();
    }
    Map<String, List<SampleRollout>> byProblem = new LinkedHashMap<>();
    for (FileEntry file : dataset.committedManifest().files()) {
      if (file.hasRows() && !file.path().contains("/")) {
        dataset.forEachRow(file, Rollout.class, COLUMNS, row -> take(row, round, byProblem));
        break;
      }
    }
    List<SampleRollout> samples = new ArrayList<>();
    byProblem.values().forEach(samples::addAll);
    return samples;
  }

  private void take(GenericRecord row, int round, Map<String, List<SampleRollout>> byProblem) {
    String problem = row.get("problemId").toString();
    if (byProblem.size() == PROBLEMS_OF_A_ROUND && !byProblem.containsKey(problem)) {
      return;
    }
    List<SampleRollout> taken = byProblem.computeIfAbsent(problem, id -> new ArrayList<>());
    String verdict = row.get("verdict").toString();
    long same = taken.stream().filter(s -> s.judgement().verdict().equals(verdict)).count();
    if (same < OF_A_VERDICT) {
      taken.add(sample(row, round, problem, verdict));
    }
  }

  private SampleRollout sample(GenericRecord row, int round, String problem, String verdict) {
    Collection<?> tokens = (Collection<?>) row.get("responseTokens");
    Object extracted = row.get("extractedAnswer");
    String text = row.get("responseText").toString();
    return new SampleRollout(
        round,
        new Question(problem, null, null),
        (Integer) row.get("sampleIndex"),
        new Response(
            text,
            tokens.size(),
            row.get("finishReason").toString().equals(FinishReason.LENGTH.name()),
            pieces(tokens, (Collection<?>) row.get("behaviorLogprobs"), text)),
        new Judgement(
            verdict,
            row.get("verdictReason").toString(),
            extracted == null ? null : extracted.toString()));
  }

  private List<Piece> pieces(Collection<?> tokens, Collection<?> logprobs, String text) {
    if (tokenizer == null || tokens.size() != logprobs.size()) {
      return List.of();
    }
    try {
      return TokenPieces.of(
          tokenizer,
          tokens.stream().mapToInt(token -> (Integer) token).toArray(),
          logprobs.stream().mapToDouble(logprob -> (Float) logprob).toArray(),
          text);
    } catch (InvalidInputException e) {
      return List.of(); // tokens of another vocabulary: the text is shown without them
    }
  }

  private static List<SampleRollout> withQuestions(RunDirectory run, List<SampleRollout> samples)
      throws IOException {
    if (samples.isEmpty() || !run.isCommitted(RunDirectory.TRAINING_PROBLEMS)) {
      return samples;
    }
    Set<String> wanted = new HashSet<>();
    samples.forEach(sample -> wanted.add(sample.problem().id()));
    Map<String, Question> questions = new HashMap<>();
    run.dataset(RunDirectory.TRAINING_PROBLEMS)
        .forEachRow(
            Problem.class,
            List.of("problemId", "prompt", "answer"),
            row -> {
              String id = row.get("problemId").toString();
              if (wanted.contains(id)) {
                questions.put(
                    id,
                    new Question(id, row.get("prompt").toString(), row.get("answer").toString()));
              }
            });
    return samples.stream()
        .map(
            sample ->
                new SampleRollout(
                    sample.round(),
                    questions.getOrDefault(sample.problem().id(), sample.problem()),
                    sample.sampleIndex(),
                    sample.response(),
                    sample.judgement()))
        .toList();
  }
}
