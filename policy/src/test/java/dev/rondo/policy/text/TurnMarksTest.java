package dev.rondo.policy.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which marks of a prompt are another model's: those that its chat template never writes. */
class TurnMarksTest {
  @TempDir private Path directory;

  @BeforeEach
  void writeTokenizer() throws IOException {
    CharacterVocabulary vocabulary = new CharacterVocabulary(List.of(), "0123456789+= ");
    Files.write(directory.resolve(FileTokenizer.FILE_NAME), vocabulary.tokenizerJson());
  }

  @Test
  void whatEndsAnAnswerInFrontOfAnotherQuestionIsTheModelsOwn() throws IOException {
    template(
        "{% for m in messages %}{% if m.role == 'user' %}{{ '<|user|>' + m.content }}"
            + "{% else %}{{ '<|bot|>' + m.content + '<|over|>' }}{% endif %}{% endfor %}"
            + "{% if add_generation_prompt %}{{ '<|bot|>' }}{% endif %}");
    assertThat(foreign("1<|bot|>2<|over|><|user|>3")).isEmpty();
    assertThat(foreign("1<|bot|>2<|eot_id|><|user|>3")).containsExactly("<|eot_id|>");
  }

  @Test
  void aTemplateOfQuestionsAloneIsLookedAtAsItIs() throws IOException {
    template(
        "{% if messages|length > 1 %}{{ raise_exception('no') }}{% endif %}"
            + "{{ '<|user|>' + messages[0].content }}");
    assertThat(foreign("<|user|><|bot|>")).containsExactly("<|bot|>");
  }

  private List<String> foreign(String suffix) {
    return TurnMarks.foreign(directory, new PromptFormat(PromptFormat.Style.CHAT, "", suffix));
  }

  private void template(String text) throws IOException {
    Files.writeString(directory.resolve(FileTokenizer.TEMPLATE_FILE_NAME), text);
  }
}
