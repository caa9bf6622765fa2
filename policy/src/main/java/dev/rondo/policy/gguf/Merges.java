package dev.rondo.policy.gguf;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The pairs of tokens that a tokenizer merges, the first ones first. Byte-level files list them;
 * SentencePiece files have scores instead, from which they follow as in Transformers' conversion:
 * every way to cut a token into two tokens, in falling order of the whole token's score, then of
 * the parts'.
 */
final class Merges {
  /** A pair, with what orders it. */
  private record Pair(String left, String right, double whole, double first, double second) {}

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
    Comparator<Pair> byParts =
        Comparator.comparingDouble(Pair::first).thenComparingDouble(Pair::second).reversed();
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
      List<Pair> cuts = new ArrayList<>();
      for (int cut = 1; cut < token.length(); cut++) {
        String left = token.substring(0, cut);
        Integer leftId = vocabulary.idOf(left);
        Integer rightId = leftId == null ? null : vocabulary.idOf(token.substring(cut));
        if (rightId != null) {
          cuts.add(
              new Pair(left, token.substring(cut), scores[id], scores[leftId], scores[rightId]));
        }
      }
      cuts.sort(byParts);
      pairs.addAll(cuts);
    }
    pairs.sort(Comparator.comparingDouble(Pair::whole).reversed());
    return pairs.stream().map(pair -> pair.left() + " " + pair.right()).toList();
  }
}
