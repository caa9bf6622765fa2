package dev.rondo.report.facts;

import dev.rondo.policy.text.Tokenizer;
import dev.rondo.report.facts.SampleRollout.Piece;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Cuts a response's text at the borders of its tokens. A token that alone is no text, such as half
 * of a character, joins the next one. Decoding goes on from a few tokens back, never from the
 * start, so the work grows with the length, and ends where no page shows the tokens any more.
 */
final class TokenPieces {
  private static final char REPLACEMENT = '\uFFFD';
  private static final int MOST_JOINED = 8;
  private static final int MOST_CHARACTERS = 20_000;

  private TokenPieces() {}

  /**
   * The pieces, which joined are the text, or the first 20,000 characters of it and the rest of the
   * piece in which they end, without that of a stop token at the end, which is not in it; empty if
   * the tokenizer renders the tokens as another text.
   *
   * @param logprobs one a token
   */
  static List<Piece> of(Tokenizer tokenizer, int[] tokens, double[] logprobs, String text) {
    List<Piece> pieces = new ArrayList<>();
    StringBuilder joined = new StringBuilder();
    int context = 0; // where decoding starts: what comes before changes nothing
    int done = 0; // tokens whose text is in the pieces
    for (int end = 1; end <= tokens.length && joined.length() < MOST_CHARACTERS; end++) {
      String before = tokenizer.decode(Arrays.copyOfRange(tokens, context, done));
      String with = tokenizer.decode(Arrays.copyOfRange(tokens, context, end));
      boolean isText =
          with.length() > before.length()
              && with.startsWith(before)
              && with.charAt(with.length() - 1) != REPLACEMENT;
      if (!isText && end < tokens.length && end - done < MOST_JOINED) {
        continue;
      }
      String piece = with.length() >= before.length() ? with.substring(before.length()) : "";
      double least = 0;
      for (int i = done; i < end; i++) {
        least = Math.min(least, logprobs[i]);
      }
      if (!piece.isEmpty()) {
        pieces.add(new Piece(piece, least));
        joined.append(piece);
        context = done;
      }
      done = end;
    }
    if (done < tokens.length) {
      return text.startsWith(joined.toString()) ? pieces : List.of();
    }
    int last = pieces.size() - 1;
    if (last > 0 && joined.toString().equals(text + pieces.get(last).text())) {
      return List.copyOf(pieces.subList(0, last));
    }
    return text.contentEquals(joined) ? pieces : List.of();
  }
}
