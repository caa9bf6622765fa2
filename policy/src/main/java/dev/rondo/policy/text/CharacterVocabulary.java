package dev.rondo.policy.text;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.dataset.JsonFile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A small vocabulary for policies that are trained from scratch: single characters, a few texts of
 * several characters (the longest that matches wins), and two special tokens. Written as a {@code
 * tokenizer.json} that any Hugging Face tokenizer library reads.
 *
 * <p>Token ids: {@code <pad>} is 0, {@code <eos>} is 1, then the texts, then the characters, each
 * in the order given.
 *
 * @param texts tokens of two characters and more, such as {@code \boxed{}; may be empty
 * @param characters every single character that can occur, none twice
 */
public record CharacterVocabulary(List<String> texts, String characters) {
  /** Token that fills rows up to a common length. */
  public static final String PAD = "<pad>";

  /** Token that ends a response. */
  public static final String END = "<eos>";

  /** Token id of {@link #PAD}. */
  public static final int PAD_ID = 0;

  /** Token id of {@link #END}. */
  public static final int END_ID = 1;

  /** Checks that no token stands twice. */
  public CharacterVocabulary {
    texts = List.copyOf(texts);
    Set<String> seen = new HashSet<>(List.of(PAD, END));
    for (String text : texts) {
      if (text.length() < 2) {
        throw new IllegalArgumentException(
            "Cannot use token: " + text + " (allowed: two characters and more)");
      }
    }
    for (String token : tokens(texts, characters)) {
      if (!seen.add(token)) {
        throw new IllegalArgumentException("Cannot use token twice: " + token);
      }
    }
  }

  /** Number of token ids. */
  public int size() {
    return 2 + tokens(texts, characters).size();
  }

  /** The content of tokenizer.json. */
  public byte[] tokenizerJson() {
    ObjectNode root = JsonFile.emptyObject();
    root.put("version", "1.0");
    root.putNull("truncation");
    root.putNull("padding");
    var added = root.putArray("added_tokens");
    addSpecial(added.addObject(), PAD_ID, PAD);
    addSpecial(added.addObject(), END_ID, END);
    root.putNull("normalizer");
    ObjectNode split = root.putObject("pre_tokenizer");
    split.put("type", "Split");
    split.putObject("pattern").put("Regex", pattern());
    split.put("behavior", "Isolated");
    split.put("invert", false);
    root.putNull("post_processor");
    root.putObject("decoder").put("type", "Fuse");
    ObjectNode model = root.putObject("model");
    model.put("type", "WordLevel");
    ObjectNode ids = model.putObject("vocab");
    ids.put(PAD, PAD_ID);
    ids.put(END, END_ID);
    int id = 2;
    for (String token : tokens(texts, characters)) {
      ids.put(token, id++);
    }
    model.put("unk_token", "<unknown>");
    return JsonFile.bytes(root);
  }

  /** The content of tokenizer_config.json. */
  public byte[] tokenizerConfig(int maxPositions) {
    ObjectNode root = JsonFile.emptyObject();
    root.put("clean_up_tokenization_spaces", false);
    root.put("eos_token", END);
    root.put("model_max_length", maxPositions);
    root.put("pad_token", PAD);
    root.put("tokenizer_class", "PreTrainedTokenizerFast");
    return JsonFile.bytes(root);
  }

  /** One token at a time: the texts, longest first, or else any one character. */
  private String pattern() {
    String alternatives =
        texts.stream()
            .sorted(Comparator.comparingInt(String::length).reversed())
            .map(CharacterVocabulary::quote)
            .map(text -> text + "|")
            .collect(Collectors.joining());
    return alternatives + "[\\s\\S]";
  }

  private static String quote(String text) {
    return text.chars()
        .mapToObj(c -> Character.isLetterOrDigit(c) ? String.valueOf((char) c) : "\\" + (char) c)
        .collect(Collectors.joining());
  }

  private static void addSpecial(ObjectNode token, int id, String content) {
    token.put("id", id);
    token.put("content", content);
    token.put("single_word", false);
    token.put("lstrip", false);
    token.put("rstrip", false);
    token.put("normalized", false);
    token.put("special", true);
  }

  private static List<String> tokens(List<String> texts, String characters) {
    List<String> tokens = new ArrayList<>(texts);
    characters.chars().mapToObj(c -> String.valueOf((char) c)).forEach(tokens::add);
    return tokens;
  }
}
