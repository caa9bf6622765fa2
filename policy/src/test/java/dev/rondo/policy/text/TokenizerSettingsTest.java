package dev.rondo.policy.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.dataset.JsonFile;
import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Transformers makes of the same files is what is made here, or they are refused by name. */
class TokenizerSettingsTest {
  private static final int BEGIN = CharacterVocabulary.PAD_ID;
  private static final int END = CharacterVocabulary.END_ID;
  private static final String NAMES = "'bos_token': '<pad>', 'eos_token': '<eos>'";
  private static final String LLAMA = NAMES + ", 'tokenizer_class': 'LlamaTokenizerFast'";
  private static final String PLAIN = NAMES + ", 'tokenizer_class': 'PreTrainedTokenizerFast'";

  private static final String EOS =
      "{\"type\": \"TemplateProcessing\", \"single\": [{\"Sequence\": {\"id\": \"A\","
          + " \"type_id\": 0}}, {\"SpecialToken\": {\"id\": \"<eos>\", \"type_id\": 0}}],"
          + " \"pair\": [{\"Sequence\": {\"id\": \"A\", \"type_id\": 0}}, {\"Sequence\":"
          + " {\"id\": \"B\", \"type_id\": 1}}], \"special_tokens\": {\"<eos>\": {\"id\":"
          + " \"<eos>\", \"ids\": [1], \"tokens\": [\"<eos>\"]}}}";

  @TempDir Path directory;
  private ObjectNode tokenizer;

  @BeforeEach
  void writeTokenizer() throws IOException {
    CharacterVocabulary vocabulary = new CharacterVocabulary(List.of(), "0123456789+= ");
    tokenizer = (ObjectNode) JsonFile.tree(vocabulary.tokenizerJson());
    write(FileTokenizer.FILE_NAME, tokenizer.toString());
  }

  @Test
  void theClassOfLlamaFollowsItsFlags() throws IOException {
    int[] bare = prompt(PLAIN + ", 'add_bos_token': true");
    assertThat(bare).hasSize(3).doesNotContain(BEGIN, END);
    assertThat(prompt(LLAMA)).isEqualTo(ends(bare, true, false));
    assertThat(prompt(LLAMA.replace("Fast", ""))).isEqualTo(ends(bare, true, false));
    assertThat(prompt(LLAMA + ", 'add_eos_token': true")).isEqualTo(ends(bare, true, true));
    assertThat(prompt(LLAMA + ", 'add_bos_token': false")).isEqualTo(bare);
    assertThat(prompt(LLAMA + ", 'add_bos_token': false, 'add_eos_token': true"))
        .isEqualTo(ends(bare, false, true));

    tokenizer.set("post_processor", JsonFile.tree(EOS.getBytes(StandardCharsets.UTF_8)));
    write(FileTokenizer.FILE_NAME, tokenizer.toString());
    assertThat(prompt(PLAIN)).isEqualTo(ends(bare, false, true));
    assertThat(prompt(LLAMA)).isEqualTo(ends(bare, true, false));
    // Frames of a chat have their special tokens themselves.
    settings(LLAMA + ", 'chat_template': '{{ messages[0].content }}'");
    PromptFormat chat = new PromptFormat(PromptFormat.Style.CHAT, "", "");
    try (FileTokenizer opened = FileTokenizer.open(directory, chat)) {
      assertThat(opened.encode("1+1")).isEqualTo(bare);
    }
  }

  /** It writes no flags: what stands around a text is in tokenizer.json alone. */
  @Test
  void aFolderThatTransformersFiveWroteKeepsItsPostProcessor() throws IOException {
    int[] bare = prompt(PLAIN);
    String five = LLAMA + ", 'backend': 'tokenizers'";
    assertThat(prompt(five)).as("it has none").isEqualTo(bare);
    assertThat(prompt(five + ", 'add_eos_token': true")).isEqualTo(ends(bare, false, true));
    tokenizer.set("post_processor", JsonFile.tree(EOS.getBytes(StandardCharsets.UTF_8)));
    write(FileTokenizer.FILE_NAME, tokenizer.toString());
    assertThat(prompt(five)).isEqualTo(ends(bare, false, true));
    assertThat(prompt(five + ", 'add_bos_token': true")).isEqualTo(ends(bare, true, false));
  }

  @Test
  void anEndThatIsNoTokenIsRefused() throws IOException {
    assertRefused(
        "'tokenizer_class': 'LlamaTokenizer'",
        "add_bos_token: true, and bos_token is <s> (allowed: false, or a bos_token among"
            + " added_tokens of tokenizer.json)");
    assertRefused(
        "'tokenizer_class': 'LlamaTokenizer', 'bos_token': null", "and bos_token is none (allowed");
    assertRefused(LLAMA + ", 'add_eos_token': 1", "add_eos_token: 1 (allowed: true or false)");
  }

  /** As Transformers 4.52.4 and tokenizers 0.21 do with the same files. */
  @Test
  void whatTheSettingsSayOfAnAddedTokenHolds() throws IOException {
    String text = "1 <eos> 1";
    assertThat(ids(decoder("'special': true"), text)).containsExactly(3, 14, END, 14, 3);
    assertThat(ids(decoder("'rstrip': true"), text)).containsExactly(3, 14, END, 3);
    assertThat(ids(decoder("'lstrip': true"), text)).containsExactly(3, END, 14, 3);
    assertThat(ids(decoder("'lstrip': null, 'single_word': true"), text)).hasSize(5);
    assertThatThrownBy(() -> ids(decoder("'single_word': true"), "1<eos>1"))
        .hasMessageContaining("Cannot encode text: 1<eos>1");
    assertRefused(decoder("'rstrip': 1"), "added_tokens_decoder: <eos>: rstrip: 1 (allowed: true");
    // Of the later one it is heeded that it is special, not that it is none.
    assertThat(text(decoder("'special': false, 'normalized': true"))).isEqualTo("11");
    String llama = LLAMA + decoder("'rstrip': true").substring(PLAIN.length());
    assertThat(ids(llama, text)).containsExactly(3, 14, END, 3);
    assertThat(prompt(llama)).hasSize(4).startsWith(BEGIN);
  }

  @Test
  void aTokenIsSpecialIfTheSettingsSayOrNameIt() throws IOException {
    ((ObjectNode) tokenizer.path("added_tokens").path(1)).put("special", false);
    write(FileTokenizer.FILE_NAME, tokenizer.toString());
    assertThat(text("'tokenizer_class': 'PreTrainedTokenizerFast'")).isEqualTo("1<eos>1");
    assertThat(text(PLAIN)).isEqualTo("11");
    String none = "'tokenizer_class': 'PreTrainedTokenizerFast', 'added_tokens_decoder': ";
    String entry = "{'1': {'content': '<eos>', 'normalized': false, 'special': ";
    assertThat(text(none + entry + "true}}")).isEqualTo("11");
    assertThat(text(none + entry + "false}}")).isEqualTo("1<eos>1");
    assertThat(text(none + entry + "false}}, " + NAMES)).isEqualTo("11");
    assertThat(text(none + "{}, " + NAMES)).isEqualTo("1<eos>1");
  }

  @Test
  void aTokenThatEitherWantsInTheTextAsItStandsIsFoundThere() throws IOException {
    ObjectNode end = (ObjectNode) tokenizer.path("added_tokens").path(1);
    end.put("special", false);
    tokenizer.set("normalizer", JsonFile.emptyObject().put("type", "Prepend").put("prepend", "="));
    String none = "'tokenizer_class': 'PreTrainedTokenizerFast', 'added_tokens_decoder': ";
    for (boolean isOne : new boolean[] {false, true}) {
      end.put("normalized", isOne);
      write(FileTokenizer.FILE_NAME, tokenizer.toString());
      String entry = "{'1': {'content': '<eos>', 'normalized': " + !isOne + "}}";
      assertThat(ids(none + entry, "1<eos>1")).containsExactly(13, 3, END, 13, 3);
      assertRefused(
          none + entry.replace("}}", ", 'single_word': true}}"),
          "added_tokens_decoder: <eos>: normalized: "
              + !isOne
              + " (allowed: "
              + isOne
              + ", as in tokenizer.json, where single_word is true)");
    }
    // Special in both, it stays what it was.
    end.put("special", true);
    write(FileTokenizer.FILE_NAME, tokenizer.toString());
    String entry = "{'1': {'content': '<eos>', 'normalized': false, 'special': true}}";
    assertThat(ids(none + entry, "<eos>1")).containsExactly(END, 3);
  }

  /** Settings with an entry for the end token. */
  private static String decoder(String attributes) {
    return PLAIN + ", 'added_tokens_decoder': {'1': {'content': '<eos>', " + attributes + "}}";
  }

  private int[] ids(String settings, String text) throws IOException {
    settings(settings);
    try (FileTokenizer opened = FileTokenizer.open(directory)) {
      return opened.encode(text);
    }
  }

  /** The text of two digits with the end token between them. */
  private String text(String settings) throws IOException {
    settings(settings);
    try (FileTokenizer opened = FileTokenizer.open(directory)) {
      return opened.decode(new int[] {3, END, 3});
    }
  }

  @Test
  void tokensThatOnlyTheSettingsNameAreRefused() throws IOException {
    String allowed = " (allowed: added_tokens of tokenizer.json)";
    assertRefused(
        PLAIN + ", 'added_tokens_decoder': {'0': {'content': '<pad>'}, '15': {'content': '[N]'}}",
        "added_tokens_decoder: [N]" + allowed);
    assertRefused(
        PLAIN + ", 'additional_special_tokens': ['<eos>', '12']",
        "additional_special_tokens: 12" + allowed);
    assertRefused(
        PLAIN + ", 'extra_special_tokens': ['<eos>', '12']", "extra_special_tokens: 12" + allowed);
    assertRefused("'eos_token': {'content': '</s>'}", "eos_token: </s>" + allowed);
    assertRefused("'eos_token': '1'", "eos_token: 1" + allowed);
    write(SpecialTokens.MAP_FILE_NAME, "{'pad_token': '[P]'}");
    assertRefused(PLAIN, "special_tokens_map.json: pad_token: [P]" + allowed);
    assertThat(prompt(PLAIN + ", 'added_tokens_decoder': {}")).hasSize(3); // the map is not read
    write(SpecialTokens.MAP_FILE_NAME, "{'pad_token': '<pad>', 'unk_token': null}");
    write("added_tokens.json", "{'<eos>': 1, '[Q]': 15}");
    assertRefused(PLAIN, "added_tokens.json: [Q]: 15" + allowed);
  }

  @Test
  void otherStepsThanThoseOfTheTokenizerAreRefused() throws IOException {
    assertRefused(
        PLAIN + ", 'split_special_tokens': true", "split_special_tokens: true (allowed: false)");
    assertThat(prompt(PLAIN + ", 'add_prefix_space': true")).hasSize(3); // of no step
    tokenizer.set(
        "pre_tokenizer",
        JsonFile.tree(
            ("{\"type\": \"ByteLevel\", \"add_prefix_space\": false," + " \"trim_offsets\": true}")
                .getBytes(StandardCharsets.UTF_8)));
    write(FileTokenizer.FILE_NAME, tokenizer.toString());
    assertRefused(
        "'tokenizer_class': 'GPT2Tokenizer', 'add_prefix_space': true",
        "add_prefix_space: true (allowed: false, as the pre_tokenizer of tokenizer.json)");
    assertThat(prompt("'tokenizer_class': 'GPT2Tokenizer', 'add_prefix_space': false"))
        .isNotEmpty();
    assertThat(prompt(LLAMA + ", 'add_prefix_space': true")).isNotEmpty(); // as Mistral has it
  }

  @Test
  void thePrefixOfAnotherStepThanBytesIsNotOverridden() throws IOException {
    String metaspace =
        "{\"type\": \"Metaspace\", \"replacement\": \"\u2581\", \"add_prefix_space\": true}";
    tokenizer.set("pre_tokenizer", JsonFile.tree(metaspace.getBytes(StandardCharsets.UTF_8)));
    write(FileTokenizer.FILE_NAME, tokenizer.toString());
    for (String prefix : List.of("", ", 'add_prefix_space': false")) {
      settings(PLAIN + prefix);
      assertThatCode(() -> FileTokenizer.open(directory).close()).doesNotThrowAnyException();
    }
  }

  @Test
  void aVocabularyThatIsNotOnDiskReadsNothingFromTheWorkingDirectory() throws IOException {
    List<Path> files = List.of(Path.of("added_tokens.json"), Path.of("config.json"));
    assertThat(files).allMatch(Files::notExists);
    try {
      Files.writeString(files.get(0), "{\"[Q]\": 15}");
      Files.writeString(files.get(1), "no JSON");
      CharacterVocabulary vocabulary = new CharacterVocabulary(List.of(), "0123456789+= ");
      assertThatCode(() -> FileTokenizer.of(vocabulary, 64).close()).doesNotThrowAnyException();
    } finally {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
    }
  }

  private void assertRefused(String settings, String message) throws IOException {
    settings(settings);
    assertThatThrownBy(() -> FileTokenizer.open(directory))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("Cannot load " + directory)
        .hasMessageContaining(message);
  }

  private int[] prompt(String settings) throws IOException {
    settings(settings);
    try (FileTokenizer opened = FileTokenizer.open(directory)) {
      return opened.encodePrompt("1+1");
    }
  }

  private static int[] ends(int[] ids, boolean begins, boolean ends) {
    int[] all = new int[ids.length + (begins ? 1 : 0) + (ends ? 1 : 0)];
    System.arraycopy(ids, 0, all, begins ? 1 : 0, ids.length);
    if (begins) {
      all[0] = BEGIN;
    }
    if (ends) {
      all[all.length - 1] = END;
    }
    return all;
  }

  private void settings(String fields) throws IOException {
    write(FileTokenizer.CONFIG_FILE_NAME, "{" + fields + "}");
  }

  private void write(String name, String json) throws IOException {
    Files.writeString(
        directory.resolve(name),
        name.equals(FileTokenizer.FILE_NAME) ? json : json.replace('\'', '"'));
  }
}
