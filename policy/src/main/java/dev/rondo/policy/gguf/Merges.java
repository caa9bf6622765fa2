package dev.rondo.policy.gguf;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The pairs of tokens that a tokenizer merges, the first ones first. Byte-level files list them;
 * SentencePiece files have scores instead, from which they follow as in Transformers' conversion:
 * every way to cut a token into two tokens, in falling order of the whole token's score; of equal
 * ones (some converters give every token the same) in the order of ids, and of one token's cuts in
 * falling order of the parts' scores.
 */
final class Merges {
  /** A pair, with what orders it: the whole token and its score, the parts' scores. */
  private record Pair(
      String left, String right, int id, double whole, double first, double second) {}

  private static final Comparator<Pair> ORDER =
      Comparator.comparingDouble(Pair::whole)
          .reversed()
          .thenComparingInt(Pair::id)
          .thenComparing(Comparator.comparingDouble(Pair::first).reversed())
          .thenComparing(Comparator.comparingDouble(Pair::second).reversed())
          .thenComparingInt(pair -> pair.left().length());

  static final String KEY = "tokenizer.ggml.merges";

  /** Longest token that scores are made merges of. */
  private static final int MAX_LENGTH = 256;

  private Merges() {}

  /** The pairs of a file, each as two tokens with a space between. */
  static List<String> listed(GgufFile file, Vocabulary vocabulary) {
    String[] merges = file.metadata().texts(KEY);
    for (int i = 0; i < merges.length; i++) {
      int space = merges[i].indexOf(' ');
      boolean isPair = space > 0 && space == merges[i].lastIndexOf(' ');
      String left = isPair ? merges[i].substring(0, space) : "";
      String right = isPair ? merges[i].substring(space + 1) : "";
      if (vocabulary.idOf(left) == null
          || vocabulary.idOf(right) == null
          || vocabulary.idOf(left + right) == null) {
        throw file.errors()
            .invalid(
                KEY + "[" + i + "]",
                merges[i],
                "two tokens with a space between, that are a token together");
      }
    }
    return List.of(merges);
  }

  /** The pairs that follow from scores. */
  static List<String> byScores(GgufFile file, Vocabulary vocabulary) {
    double[] scores = vocabulary.scores();
    List<Pair> pairs = new ArrayList<>();
    for (int id = 0; id < vocabulary.size(); id++) {
      String token = vocabulary.token(id);
      if (token.length() > MAX_LENGTH) {
        throw file.errors()
            .invalid(
                Vocabulary.TOKENS + "[" + id + "]",
                token.length() + " characters",
                "at most " + MAX_LENGTH);
      }
      for (int cut = 1; cut < token.length(); cut++) {
        String left = token.substring(0, cut);
        String right = token.substring(cut);
        Integer leftId = vocabulary.idOf(left);
        Integer rightId = leftId == null ? null : vocabulary.idOf(right);
        if (rightId != null) {
          pairs.add(new Pair(left, right, id, scores[id], scores[leftId], scores[rightId]));
        }
      }
    }
    pairs.sort(ORDER);
    return pairs.stream().map(pair -> pair.left() + " " + pair.right()).toList();
  }
}
