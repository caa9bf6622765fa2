package dev.rondo.policy.text;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.dataset.JsonFile;
import dev.rondo.policy.text.jinja.Template;
import dev.rondo.policy.text.jinja.TemplateException;
import dev.rondo.schema.InvalidInputException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A model's own chat template, rendered as Transformers renders it: the special tokens of
 * tokenizer_config.json as variables, no tools and no documents, and the start of an answer at the
 * end. A template that asks for the date is refused, since the same prompt has to be the same
 * tomorrow. Thread-safe.
 */
final class ChatTemplate {
  private static final List<String> SPECIAL_TOKENS =
      List.of(
          "bos_token",
          "eos_token",
          "unk_token",
          "sep_token",
          "pad_token",
          "cls_token",
          "mask_token");
  private static final String MORE_SPECIAL_TOKENS = "additional_special_tokens";

  private final Path source;
  private final Template template;
  private final Map<String, Object> specialTokens;

  private ChatTemplate(Path source, String template, Map<String, Object> specialTokens) {
    this.source = source;
    this.specialTokens = specialTokens;
    try {
      this.template = Template.parse(template);
    } catch (TemplateException e) {
      throw new InvalidInputException(
          "Cannot read the chat template of " + source + ": " + e.getMessage(), e);
    }
  }

  /**
   * The template of a policy directory.
   *
   * @param settings tokenizer_config.json; empty if there is none
   * @param file content of chat_template.jinja, which goes before the other, or null
   * @throws InvalidInputException if there is none, or it cannot be read
   */
  static ChatTemplate of(Path policyDirectory, byte[] settings, byte[] file) {
    Path config = policyDirectory.resolve(FileTokenizer.CONFIG_FILE_NAME);
    JsonNode root =
        settings.length == 0 ? JsonFile.emptyObject() : JsonFile.parse(config, settings).root();
    Map<String, Object> tokens = specialTokens(root);
    if (file != null) {
      Path source = policyDirectory.resolve(FileTokenizer.TEMPLATE_FILE_NAME);
      return new ChatTemplate(source, utf8(source, file), tokens);
    }
    JsonNode template = root.path("chat_template");
    for (JsonNode named : template.isArray() ? template : JsonFile.emptyObject()) {
      if (named.path("name").asText().equals("default")) {
        template = named.path("template");
      }
    }
    if (!template.isTextual()) {
      throw new InvalidInputException(
          "Cannot prompt with a chat: "
              + config
              + " has no chat_template and there is no "
              + FileTokenizer.TEMPLATE_FILE_NAME
              + " beside it (allowed: a model with one, or prompts of style plain)");
    }
    return new ChatTemplate(config, template.textValue(), tokens);
  }

  private static String utf8(Path source, byte[] content) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
    } catch (CharacterCodingException e) {
      throw new InvalidInputException("Cannot read " + source + ": it is not UTF-8", e);
    }
  }

  private static Map<String, Object> specialTokens(JsonNode root) {
    Map<String, Object> tokens = new HashMap<>();
    for (String name : SPECIAL_TOKENS) {
      String text = text(root.path(name));
      if (text != null && !text.isEmpty()) {
        tokens.put(name, text);
      }
    }
    List<String> more = new ArrayList<>();
    for (JsonNode token : root.path(MORE_SPECIAL_TOKENS)) {
      String text = text(token);
      if (text != null) {
        more.add(text);
      }
    }
    if (!more.isEmpty()) {
      tokens.put(MORE_SPECIAL_TOKENS, more);
    }
    return tokens;
  }

  /** A token as it stands, or as the content of its description. */
  private static String text(JsonNode token) {
    return token.isObject() ? token.path("content").textValue() : token.textValue();
  }

  /**
   * The prompt of one question.
   *
   * @param system system message; empty for none
   * @throws InvalidInputException if the template cannot be rendered
   */
  String render(String system, String question) {
    List<Map<String, Object>> messages = new ArrayList<>();
    if (!system.isEmpty()) {
      messages.add(message("system", system));
    }
    messages.add(message("user", question));
    Map<String, Object> variables = new HashMap<>(specialTokens);
    variables.put("messages", messages);
    variables.put("tools", null);
    variables.put("documents", null);
    variables.put("add_generation_prompt", true);
    try {
      return template.render(variables);
    } catch (TemplateException e) {
      throw new InvalidInputException(
          "Cannot render the chat template of " + source + ": " + e.getMessage(), e);
    }
  }

  /** Role before content: a template may print a message as a whole. */
  private static Map<String, Object> message(String role, String content) {
    Map<String, Object> message = new java.util.LinkedHashMap<>();
    message.put("role", role);
    message.put("content", content);
    return message;
  }
}
