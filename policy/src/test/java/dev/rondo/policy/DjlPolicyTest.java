package dev.rondo.policy;

import dev.rondo.policy.checkpoint.CharacterVocabulary;
import dev.rondo.policy.checkpoint.FileTokenizer;
import dev.rondo.policy.program.TinyPolicies;
import java.util.List;
import java.util.Set;

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

  @Override
  protected int tooManyTokens() {
    return TinyPolicies.CONFIG.maxPositions();
  }
}
