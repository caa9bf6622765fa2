package dev.rondo.report.facts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.policy.text.Tokenizer;
import dev.rondo.report.facts.SampleRollout.Piece;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TokenPiecesTest {

  /** A token a byte, so that characters have several; token 255 is special and has no text. */
  private static final Tokenizer BYTES =
      new Tokenizer() {
        @Override
        public int[] encode(String text) {
          byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
          int[] tokens = new int[bytes.length];
          for (int i = 0; i < bytes.length; i++) {
            tokens[i] = bytes[i] & 0xFF;
          }
          return tokens;
        }

        @Override
        public String decode(int[] tokens) {
          byte[] bytes = new byte[tokens.length];
          int count = 0;
          for (int token : tokens) {
            if (token != 255) {
              bytes[count++] = (byte) token;
            }
          }
          return new String(bytes, 0, count, StandardCharsets.UTF_8);
        }

        @Override
        public int vocabularySize() {
          return 256;
        }

        @Override
        public String digest() {
          return "";
        }
      };

  @Test
  void aCharacterOfSeveralTokensIsOnePieceWithTheLeastLikelyOne() {
    int[] tokens = BYTES.encode("aé!");

    assertThat(TokenPieces.of(BYTES, tokens, new double[] {-1, -2, -3, -0.5}, "aé!"))
        .containsExactly(new Piece("a", -1), new Piece("é", -3), new Piece("!", -0.5));
  }

  @Test
  void aStopTokenIsNoPiece() {
    assertThat(TokenPieces.of(BYTES, new int[] {'a', 255}, new double[] {-1, -2}, "a"))
        .containsExactly(new Piece("a", -1));
  }

  @Test
  void aLongTextHasPiecesAtItsBeginningOnly() {
    String text = "x".repeat(30_000);
    int[] tokens = BYTES.encode(text);
    double[] logprobs = new double[tokens.length];

    assertThat(TokenPieces.of(BYTES, tokens, logprobs, text)).hasSize(20_000);
    assertThat(TokenPieces.of(BYTES, tokens, logprobs, "y" + text)).isEmpty();
    String shorter = "x".repeat(20_000);
    assertThat(TokenPieces.of(BYTES, BYTES.encode(shorter), logprobs, shorter)).hasSize(20_000);
    assertThat(TokenPieces.of(BYTES, BYTES.encode(shorter), logprobs, text)).isEmpty();
  }

  @Test
  void aStopTokenThatHasATextIsNoPieceEither() {
    int[] tokens = BYTES.encode("ab<");

    assertThat(TokenPieces.of(BYTES, tokens, new double[] {-1, -2, -3}, "ab"))
        .containsExactly(new Piece("a", -1), new Piece("b", -2));
  }

  @Test
  void anotherTextThanTheTokensHasNoPieces() {
    assertThat(TokenPieces.of(BYTES, new int[] {'a'}, new double[] {-1}, "b")).isEmpty();
  }
}
