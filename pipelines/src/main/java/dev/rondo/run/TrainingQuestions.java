package dev.rondo.run;

import dev.rondo.imports.QuestionDigests;
import dev.rondo.schema.Problem;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What a policy of a run is trained on, so that nothing of it is asked in an evaluation: the ids of
 * the problems, and their questions whatever stands around them and however they are spelled.
 */
final class TrainingQuestions {
  private final Map<String, String> idsByDigest = new HashMap<>();
  private final Set<String> ids = new HashSet<>();

  private TrainingQuestions() {}

  /**
   * The questions of training problems.
   *
   * @param digests of the dataset that they come from
   */
  static TrainingQuestions of(List<Problem> training, QuestionDigests digests) {
    TrainingQuestions questions = new TrainingQuestions();
    for (Problem problem : training) {
      questions.ids.add(problem.getProblemId());
      for (String digest : digests.all(problem)) {
        questions.idsByDigest.putIfAbsent(digest, problem.getProblemId());
      }
    }
    return questions;
  }

  /**
   * What a problem has in common with a training problem, in words; empty if it has nothing.
   *
   * @param digests of the dataset that the problem comes from
   */
  Optional<String> shared(Problem problem, QuestionDigests digests) {
    if (ids.contains(problem.getProblemId())) {
      return Optional.of("its problemId");
    }
    return digests.all(problem).stream()
        .map(idsByDigest::get)
        .filter(Objects::nonNull)
        .sorted()
        .findFirst()
        .map(id -> "its question, that of problem " + id + ",");
  }
}
