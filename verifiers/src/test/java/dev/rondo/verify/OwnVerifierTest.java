package dev.rondo.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.schema.Outcome;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A verifier of one's own, named in META-INF/services, stands beside Rondo's. */
class OwnVerifierTest {

  @Test
  void aVerifierOfOnesOwnIsFoundByItsName() {
    Verifier own = Verifiers.named("same-length");

    assertThat(own).isInstanceOf(SameLength.class);
    assertThat(own.identity()).isEqualTo("same-length@3");
    assertThat(own.verify("abc", "xyz", Extraction.LADDER).outcome()).isEqualTo(Outcome.CORRECT);
    assertThat(own.verify("abc", "wxyz").outcome()).isEqualTo(Outcome.INCORRECT);
    assertThat(Verifiers.names()).contains("math", "same-length");
  }

  /** Accepts texts as long as the reference. */
  public static final class SameLength implements Verifier {

    @Override
    public String name() {
      return "same-length";
    }

    @Override
    public String version() {
      return "3";
    }

    @Override
    public Verdict verify(String answer, String responseText) {
      return answer.length() == responseText.length()
          ? new Verdict(Outcome.CORRECT, "equal", responseText)
          : new Verdict(Outcome.INCORRECT, "different", responseText);
    }

    @Override
    public Optional<String> checkReference(String answer) {
      return Optional.empty();
    }
  }
}
