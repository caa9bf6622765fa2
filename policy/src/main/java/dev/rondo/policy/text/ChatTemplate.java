package dev.rondo.policy.text;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.dataset.JsonFile;
import dev.rondo.policy.text.jinja.Template;
import dev.rondo.policy.text.jinja.TemplateException;
import dev.rondo.schema.InvalidInputException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A model's own chat template, rendered as Transformers renders it: its special tokens as
 * variables, no tools and no documents, and the start of an answer at the end. A template that asks
 * for the date is told the one of the prompt format, or refused, since the same prompt has to be
 * the same tomorrow. Thread-safe.
 *
 * <p>It stands in chat_template.jinja, or else in tokenizer_config.json (one text, or a list of
 * named ones, of which the one named default is taken), or else in chat_template.json, where models
 * that read more than text have it.
 */
final class ChatTemplate {
  private static final String FIELD = "chat_template";
  private static final int MOST_IN_MESSAGE = 200;

  /** What a template is asked to see what it writes. */
  static final String QUESTION = "What is 1 + 1?";

  private static final String ANSWER = "It is two.";
  private static final String NEXT_QUESTION = "And 2 + 3?";
  private static final String SYSTEM = "Take your time.";
  private static final String OTHER_SYSTEM = "Be kind.";

  private final Path source;
  private final Template template;
  private final Map<String, Object> specialTokens;

  private static String withAllowed(String reason) {
    return reason.contains("(allowed: ")
        ? reason
        : reason + " (allowed: templates that transformers renders for this conversation)";
  }

  private ChatTemplate(Path source, String template, SpecialTokens specialTokens) {
    this.source = source;
    this.specialTokens = specialTokens.tokens();
    try {
      this.template = Template.parse(template);
    } catch (TemplateException e) {
      throw new InvalidInputException(
          "Cannot read the chat template of " + source + ": " + withAllowed(e.getMessage()), e);
    }
    if (specialTokens.unknownClass() != null) {
      refuseUnknown(template, specialTokens);
    }
  }

  /** A token that the settings do not name may have a default that nobody here knows. */
  private void refuseUnknown(String template, SpecialTokens given) {
    for (String name : SpecialTokens.ALL) {
      if (template.contains(name) && !given.named().contains(name)) {
        throw new InvalidInputException(
            "Cannot read the chat template of "
                + source
                + ": it uses "
                + name
                + ", which the settings do not name, and what it is by default is not known of"
                + " tokenizer_class "
                + shortened(given.unknownClass())
                + " (allowed: "
                + name
                + " in "
                + FileTokenizer.CONFIG_FILE_NAME
                + ")");
      }
    }
  }

  /**
   * The template of a policy directory.
   *
   * @param contents file name to content, of those files that are there
   * @param modelType model_type of config.json; empty if there is none
   * @throws InvalidInputException if there is none, or it cannot be read
   */
  static ChatTemplate of(Path policyDirectory, Map<String, byte[]> contents, String modelType) {
    JsonNode settings = json(policyDirectory, contents, FileTokenizer.CONFIG_FILE_NAME);
    SpecialTokens tokens = SpecialTokens.of(policyDirectory, contents, modelType);
    byte[] file = contents.get(FileTokenizer.TEMPLATE_FILE_NAME);
    if (file != null) {
      Path source = policyDirectory.resolve(FileTokenizer.TEMPLATE_FILE_NAME);
      return new ChatTemplate(source, utf8(source, file), tokens);
    }
    JsonNode legacy = json(policyDirectory, contents, FileTokenizer.TEMPLATE_JSON_FILE_NAME);
    boolean isInSettings = settings.hasNonNull(FIELD);
    Path source =
        policyDirectory.resolve(
            isInSettings || !legacy.hasNonNull(FIELD)
                ? FileTokenizer.CONFIG_FILE_NAME
                : FileTokenizer.TEMPLATE_JSON_FILE_NAME);
    JsonNode given = (isInSettings ? settings : legacy).path(FIELD);
    if (given.isMissingNode()) {
      throw new InvalidInputException(
          "Cannot prompt with a chat: "
              + source
              + " has no chat_template and there is neither "
              + FileTokenizer.TEMPLATE_FILE_NAME
              + " nor "
              + FileTokenizer.TEMPLATE_JSON_FILE_NAME
              + " beside it (allowed: a model with one, or prompts of style plain)");
    }
    return new ChatTemplate(source, template(source, given), tokens);
  }

  /** The text, or of several named ones the default. */
  private static String template(Path source, JsonNode given) {
    JsonNode template = given;
    List<String> names = new ArrayList<>();
    if (given.isArray()) {
      for (JsonNode named : given) {
        names.add(named.path("name").asText());
        if (named.path("name").asText().equals("default")) {
          template = named.path("template");
        }
      }
    }
    if (template.isTextual()) {
      return template.textValue();
    }
    throw new InvalidInputException(
        "Cannot prompt with a chat: chat_template of "
            + source
            + (template.isArray()
                ? " has the names "
                    + shortened(String.join(", ", names))
                    + " (allowed: one of them is default)"
                : " is a JSON "
                    + template.getNodeType().name().toLowerCase(Locale.ROOT)
                    + " (allowed: a text, or a list of named ones)"));
  }

  private static String shortened(String text) {
    return text.length() > MOST_IN_MESSAGE ? text.substring(0, MOST_IN_MESSAGE) + "..." : text;
  }

  static JsonNode json(Path directory, Map<String, byte[]> contents, String name) {
    byte[] content = contents.get(name);
    return content == null
        ? JsonFile.emptyObject()
        : JsonFile.parse(directory.resolve(name), content).root();
  }

  private static String utf8(Path source, byte[] content) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
    } catch (CharacterCodingException e) {
      throw new InvalidInputException("Cannot read " + source + ": it is not UTF-8", e);
    }
  }

  /**
   * The prompt of one question.
   *
   * @param format with the system message, and the date that a template is told
   * @throws InvalidInputException if the template cannot be rendered
   */
  String render(PromptFormat format, String question) {
    return render(format, conversation(format, question), true);
  }

  /**
   * What it writes behind an answer that ends the conversation; empty if it renders none, or leaves
   * the answer out.
   */
  String behind(PromptFormat format) {
    String rendered = answered(format, List.of());
    int at = rendered.lastIndexOf(ANSWER);
    return at < 0 ? "" : rendered.substring(at + ANSWER.length());
  }

  /**
   * What it writes around the turns of a longer conversation.
   *
   * @param before in front of the first question
   * @param between behind the answer, in front of the next question
   */
  record Turns(String before, String between) {}

  /** Both empty if it renders no such conversation, or leaves one of the messages out. */
  Turns turns(PromptFormat format) {
    String rendered = conversation(format);
    int answer = rendered.lastIndexOf(ANSWER);
    int next = answer < 0 ? -1 : rendered.indexOf(NEXT_QUESTION, answer);
    int question = answer < 0 ? -1 : rendered.lastIndexOf(QUESTION, answer);
    return next < 0 || question < 0
        ? new Turns("", "")
        : new Turns(
            rendered.substring(0, question), rendered.substring(answer + ANSWER.length(), next));
  }

  /** The text of {@code bos_token}; empty if there is none. */
  String beginOfText() {
    return specialTokens.get("bos_token") instanceof String text ? text : "";
  }

  /** A question, its answer and another question; empty if it renders no such conversation. */
  String conversation(PromptFormat format) {
    return answered(format, List.of(message("user", NEXT_QUESTION)));
  }

  private String answered(PromptFormat format, List<Map<String, Object>> next) {
    List<Map<String, Object>> messages = conversation(format, QUESTION);
    messages.add(message("assistant", ANSWER));
    messages.addAll(next);
    try {
      return render(format, messages, false);
    } catch (InvalidInputException e) {
      return ""; // a template of questions alone
    }
  }

  private static List<Map<String, Object>> conversation(PromptFormat format, String question) {
    List<Map<String, Object>> messages = new ArrayList<>();
    if (!format.system().isEmpty()) {
      messages.add(message("system", format.system()));
    }
    messages.add(message("user", question));
    return messages;
  }

  private String render(
      PromptFormat format, List<Map<String, Object>> messages, boolean isAnswerToCome) {
    Map<String, Object> variables = new HashMap<>(specialTokens);
    variables.put("messages", messages);
    variables.put("tools", null);
    variables.put("documents", null);
    variables.put("add_generation_prompt", isAnswerToCome);
    try {
      return template.render(variables, format.date());
    } catch (TemplateException e) {
      throw new InvalidInputException(
          "Cannot render the chat template of " + source + ": " + withAllowed(e.getMessage()), e);
    }
  }

  /**
   * Asks a question, so that a template that cannot is refused before anything depends on it.
   *
   * @throws InvalidInputException if the template cannot be rendered, or leaves the question out
   */
  void requireQuestion(PromptFormat format) {
    if (!render(format, QUESTION).contains(QUESTION)) {
      throw new InvalidInputException(
          "Cannot use the chat template of "
              + source
              + ": the prompt that it renders does not have the question in it (allowed: a template"
              + " of a chat, with the user's message)");
    }
  }

  /**
   * Compares with the prompt of another system message: a template may change what it is given, but
   * one that leaves it out gives the same prompt.
   *
   * @throws InvalidInputException if there is a system message, and the template leaves it out
   */
  void requireSystem(PromptFormat format) {
    String system = format.system();
    String another = system.contains(SYSTEM) ? OTHER_SYSTEM : SYSTEM;
    PromptFormat other = new PromptFormat(format.style(), another, format.suffix(), format.date());
    if (!system.isBlank() && render(format, QUESTION).equals(render(other, QUESTION))) {
      throw new InvalidInputException(
          "Cannot use the chat template of "
              + source
              + ": the prompt that it renders does not have the system message in it (allowed: a"
              + " template that writes it, or no system message, --system-prompt '' of rondo adopt:"
              + " an instruction may stand behind each problem, in the prompt suffix)");
    }
  }

  /** Whether a checkpoint comes with one. */
  static boolean isIn(Path directory) {
    if (Files.exists(directory.resolve(FileTokenizer.TEMPLATE_FILE_NAME))) {
      return true;
    }
    return Stream.of(FileTokenizer.CONFIG_FILE_NAME, FileTokenizer.TEMPLATE_JSON_FILE_NAME)
        .map(directory::resolve)
        .anyMatch(file -> Files.exists(file) && JsonFile.read(file).root().hasNonNull(FIELD));
  }

  /** Role before content: a template may print a message as a whole. */
  private static Map<String, Object> message(String role, String content) {
    Map<String, Object> message = new LinkedHashMap<>();
    message.put("role", role);
    message.put("content", content);
    return message;
  }
}
