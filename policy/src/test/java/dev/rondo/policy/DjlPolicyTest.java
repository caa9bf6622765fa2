package dev.rondo.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.policy.program.PolicyModel;
import dev.rondo.policy.program.TinyPolicies;
import dev.rondo.policy.text.CharacterVocabulary;
import dev.rondo.policy.text.FileTokenizer;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DjlPolicyTest extends PolicyContractTest {

  @Override
  protected Policy newPolicy() {
    CharacterVocabulary vocabulary = new CharacterVocabulary(List.of(), "0123456789+-*=;{}()?abc");
    return DjlPolicy.of(
        TinyPolicies.random(TinyPolicies.CONFIG.withVocabularySize(vocabulary.size()), 11),
        FileTokenizer.of(vocabulary, TinyPolicies.CONFIG.maxPositions()),
        Set.of(CharacterVocabulary.END_ID),
        "c".repeat(64));
  }

  @Test
  void aModelThatCannotBeRearrangedIsClosed() {
    PolicyModel model = TinyPolicies.random(TinyPolicies.CONFIG, 11);
    model.weights().get(model.weights().size() - 2).close();
    assertThatThrownBy(() -> DjlPolicy.of(model, new ByteTokenizer(), Set.of(1), "c".repeat(64)))
        .isInstanceOf(RuntimeException.class);
    assertThat(model.manager().isOpen()).isFalse();
  }

  @Override
  protected int tooManyTokens() {
    return TinyPolicies.CONFIG.maxPositions();
  }
}
