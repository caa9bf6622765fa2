package dev.rondo.policy.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.dataset.JsonFile;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Set;

/**
 * How a problem becomes a prompt. It lies in the policy directory, beside the tokenizer, so that
 * whoever samples from a policy prompts it as it was trained; a directory without it has the plain
 * format.
 *
 * @param style how the text is framed
 * @param system system message of the chat; empty for none
 * @param suffix text put after every problem, such as an instruction on the form of the answer
 */
public record PromptFormat(Style style, String system, String suffix) {
  /** File name in a policy directory. */
  public static final String FILE_NAME = "prompt.json";

  /** The problem as it is, in the tokenizer's own frame. */
  public static final PromptFormat PLAIN = new PromptFormat(Style.PLAIN, "", "");

  /** How the text is framed. */
  public enum Style {
    /** The text alone, with the special tokens that the tokenizer puts around every text. */
    PLAIN,
    /** A user's message in the model's chat template, and the start of the answer. */
    CHAT
  }

  /** The format of a policy directory; {@link #PLAIN} if it says none. */
  public static PromptFormat read(Path policyDirectory) {
    Path file = policyDirectory.resolve(FILE_NAME);
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return PLAIN;
    }
    JsonFile json = JsonFile.read(file);
    String style = json.text("style");
    if (!Set.of("plain", "chat").contains(style)) {
      throw json.invalid("style", style, "plain, chat");
    }
    JsonNode root = json.root();
    return new PromptFormat(
        style.equals("chat") ? Style.CHAT : Style.PLAIN,
        root.path("system").asText(),
        root.path("suffix").asText());
  }

  /** The content of prompt.json. */
  public byte[] toJson() {
    ObjectNode json = JsonFile.emptyObject();
    json.put("style", style == Style.CHAT ? "chat" : "plain");
    json.put("system", system);
    json.put("suffix", suffix);
    return JsonFile.bytes(json);
  }
}
