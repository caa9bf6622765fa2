package dev.rondo.policy.text;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.dataset.Digests;
import dev.rondo.dataset.JsonFile;
import dev.rondo.schema.InvalidInputException;
import dev.rondo.schema.VisibleText;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Set;

/**
 * How a problem becomes a prompt. It lies in the policy directory, beside the tokenizer, so that
 * whoever samples from a policy prompts it as it was trained; a directory without it has the plain
 * format.
 *
 * @param style how the text is framed
 * @param system system message of the chat; empty for none
 * @param suffix text put after every problem, such as an instruction on the form of the answer
 * @param date what a chat template is told when it asks for today, at midnight; null for none, and
 *     then a template that asks is refused
 */
public record PromptFormat(Style style, String system, String suffix, LocalDate date) {
  /** File name in a policy directory. */
  public static final String FILE_NAME = "prompt.json";

  /** The problem as it is, in the tokenizer's own frame. */
  public static final PromptFormat PLAIN = new PromptFormat(Style.PLAIN, "", "");

  /** What a date of a prompt may be, for messages. */
  public static final String DATES = "a date from 1000-01-01 to 9999-12-31, YYYY-MM-DD";

  private static final int MOST_SHOWN = 100;
  private static final int DIGEST_DIGITS = 8;

  /** How the text is framed. */
  public enum Style {
    /** The text alone, with the special tokens that the tokenizer puts around every text. */
    PLAIN,
    /** A user's message in the model's chat template, and the start of the answer. */
    CHAT
  }

  /** A format without a date. */
  public PromptFormat(Style style, String system, String suffix) {
    this(style, system, suffix, null);
  }

  /** The same format with a date; null for none. */
  public PromptFormat withDate(LocalDate date) {
    return new PromptFormat(style, system, suffix, date);
  }

  /**
   * A date of a prompt.
   *
   * @param name what the message calls it
   * @throws InvalidInputException if the text is no date
   */
  public static LocalDate date(String name, String text) {
    if (!isDate(text)) {
      throw new InvalidInputException(
          "Cannot use " + name + ": " + text + " (allowed: " + DATES + ")");
    }
    return LocalDate.parse(text);
  }

  /** Whether a text is a date of a prompt. */
  public static boolean isDate(String text) {
    try {
      return text.matches("[1-9][0-9]{3}-.*") && LocalDate.parse(text) != null;
    } catch (DateTimeParseException e) {
      return false;
    }
  }

  /**
   * The format of a policy directory; {@link #PLAIN} if it says none.
   *
   * @throws InvalidInputException naming the field that is wrong
   */
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
    String date = json.text("date", "");
    return new PromptFormat(
        style.equals("chat") ? Style.CHAT : Style.PLAIN,
        json.text("system", ""),
        json.text("suffix", ""),
        date.isEmpty() ? null : date("date of " + file, date));
  }

  /**
   * The format in words, on one line, such as {@code chat, suffix "Answer:"}. A long text is cut,
   * with its length and the start of its SHA-256, so that two formats never look the same.
   */
  public String text() {
    return (style == Style.CHAT ? "chat" : "plain")
        + shown("system message", system)
        + shown("suffix", suffix)
        + (date == null ? "" : ", date " + date);
  }

  private static String shown(String name, String text) {
    if (text.isEmpty()) {
      return "";
    }
    String start = text.length() > MOST_SHOWN ? text.substring(0, MOST_SHOWN) : text;
    String quoted = ", " + name + " \"" + VisibleText.of(start) + "\"";
    return start.equals(text)
        ? quoted
        : quoted
            + "... ("
            + text.length()
            + " characters, SHA-256 "
            + Digests.sha256(text.getBytes(StandardCharsets.UTF_8)).substring(0, DIGEST_DIGITS)
            + ")";
  }

  /**
   * Whether another format leaves out what this one has beside its style: system message, suffix or
   * date.
   */
  public boolean isLeftOutBy(PromptFormat other) {
    return (!system.isEmpty() && !system.equals(other.system))
        || (!suffix.isEmpty() && !suffix.equals(other.suffix))
        || (date != null && !date.equals(other.date));
  }

  /** The content of prompt.json. */
  public byte[] toJson() {
    ObjectNode json = JsonFile.emptyObject();
    json.put("style", style == Style.CHAT ? "chat" : "plain");
    json.put("system", system);
    json.put("suffix", suffix);
    if (date != null) {
      json.put("date", date.toString());
    }
    return JsonFile.bytes(json);
  }
}
