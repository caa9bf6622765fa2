package dev.rondo.policy.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.policy.GoldenCheckpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Which of several end tokens belongs behind an answer. The tokenizer has {@code <|end|>} as token
 * 1 and {@code <|im_end|>} as token 3.
 */
class AnswerEndTest {
  private static final int END = 1;
  private static final int TURN_END = 3;
  private static final PromptFormat CHAT =
      new PromptFormat(PromptFormat.Style.CHAT, "Be brief.", "");
  private static final PromptFormat BARE = new PromptFormat(PromptFormat.Style.CHAT, "", "");

  @TempDir private Path directory;

  @BeforeEach
  void copyTokenizer() throws IOException {
    GoldenCheckpoint.copy(
        List.of(
            FileTokenizer.FILE_NAME,
            FileTokenizer.CONFIG_FILE_NAME,
            FileTokenizer.TEMPLATE_FILE_NAME),
        directory);
  }

  @Test
  void inAChatItIsTheOneThatTheTemplateWritesThere() throws IOException {
    endOfText("<|end|>");
    assertThat(answerEnd(CHAT, END, TURN_END)).isEqualTo(TURN_END);
    template("{{ bos_token }}{% for m in messages %}{{ m.content + '<|end|>' }}{% endfor %}");
    endOfText("<|im_end|>");
    assertThat(answerEnd(CHAT, END, TURN_END)).isEqualTo(END);
  }

  @Test
  void withPlainPromptsItIsTheTokenizersOwn() throws IOException {
    assertThat(answerEnd(PromptFormat.PLAIN, END, TURN_END)).isEqualTo(TURN_END);
    endOfText("<|end|>");
    assertThat(answerEnd(PromptFormat.PLAIN, END, TURN_END)).isEqualTo(END);
  }

  /** Of questions alone, by leaving answers out or by refusing them. */
  @Test
  void aTemplateWithoutAnswersLeavesItToTheTokenizer() throws IOException {
    template("{{ messages[0].content + messages[1].content }}");
    assertThat(answerEnd(CHAT, END, TURN_END)).isEqualTo(TURN_END);
    template(
        "{% for m in messages %}{% if m.role == 'assistant' %}{{ raise_exception('no') }}{% endif"
            + " %}{{ m.content }}{% endfor %}");
    assertThat(answerEnd(CHAT, END, TURN_END)).isEqualTo(TURN_END);
  }

  @Test
  void whereNothingSaysWhichItIsTheLowest() throws IOException {
    endOfText("<|pad|>");
    assertThat(answerEnd(PromptFormat.PLAIN, TURN_END, END)).isEqualTo(END);
  }

  @Test
  void oneEndTokenIsThatOne() {
    assertThat(answerEnd(CHAT, END)).isEqualTo(END);
    assertThat(answerEnd(PromptFormat.PLAIN, END)).isEqualTo(END);
  }

  @Test
  void aTurnEndsWithTheFirstAddedTokenBehindAnAnswerWhetherItIsAStopTokenOrNot()
      throws IOException {
    assertThat(turnEnd(CHAT)).hasValue(TURN_END);
    assertThat(turnEnd(PromptFormat.PLAIN)).isEmpty();
    template("{% for m in messages %}{{ m.content + ' ' }}{% endfor %}");
    assertThat(turnEnd(CHAT)).isEmpty();
    template("{% for m in messages %}{{ m.content + '\u2603' }}{% endfor %}");
    assertThat(turnEnd(CHAT)).isEmpty();
  }

  /** As Qwen1.5 has it, and who copied it: nothing behind the last message. */
  @Test
  void anEndThatIsWrittenInFrontOfAnotherMessageOnlyIsOneToo() throws IOException {
    template(
        "{% for m in messages %}{{ '<|im_start|>' + m.role + '\\n' + m.content }}"
            + "{% if (loop.last and add_generation_prompt) or not loop.last %}"
            + "{{ '<|im_end|>\\n' }}{% endif %}{% endfor %}"
            + "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}");
    endOfText("<|end|>");
    for (PromptFormat format : List.of(CHAT, BARE)) {
      assertThat(turnEnd(format)).hasValue(TURN_END);
      assertThat(answerEnd(format, END, TURN_END)).isEqualTo(TURN_END);
    }
  }

  @Test
  void aMarkThatOpensTheNextTurnEndsNoAnswer() throws IOException {
    String question = "{{ '<|im_start|>' + m.role + '<|end|>' + m.content }}";
    for (String opening :
        List.of(
            "{% for m in messages %}" + question + "{% endfor %}",
            "{{ bos_token }}{% for m in messages %}" + question + "{% endfor %}",
            "{% for m in messages %}{{ bos_token + m.content }}{% endfor %}",
            "{% for m in messages %}{{ bos_token + '<|im_start|>' + m.content }}{% endfor %}",
            "{% for m in messages %}{{ '<|end|>' if m.role == 'user' }}{{ m.content }}{% endfor"
                + " %}")) {
      template(opening);
      assertThat(turnEnd(CHAT)).as(opening).isEmpty();
      assertThat(turnEnd(BARE)).as(opening).isEmpty();
    }
  }

  private OptionalInt turnEnd(PromptFormat format) {
    try (FileTokenizer tokenizer = FileTokenizer.open(directory, format)) {
      return tokenizer.turnEnd();
    }
  }

  private int answerEnd(PromptFormat format, Integer... stopTokens) {
    try (FileTokenizer tokenizer = FileTokenizer.open(directory, format)) {
      return tokenizer.answerEnd(Set.of(stopTokens));
    }
  }

  private void template(String text) throws IOException {
    Files.writeString(directory.resolve(FileTokenizer.TEMPLATE_FILE_NAME), text);
  }

  private void endOfText(String token) throws IOException {
    Path settings = directory.resolve(FileTokenizer.CONFIG_FILE_NAME);
    String json = Files.readString(settings);
    String own = "\"eos_token\": \"";
    int from = json.indexOf(own) + own.length();
    Files.writeString(
        settings, json.substring(0, from) + token + json.substring(json.indexOf('"', from)));
  }
}
