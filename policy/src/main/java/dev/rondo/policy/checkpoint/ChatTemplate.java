package dev.rondo.policy.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.JinjavaConfig;
import com.hubspot.jinjava.LegacyOverrides;
import com.hubspot.jinjava.el.JinjavaInterpreterResolver;
import com.hubspot.jinjava.interpret.RenderResult;
import com.hubspot.jinjava.interpret.TemplateError;
import com.hubspot.jinjava.lib.fn.ELFunctionDefinition;
import dev.rondo.schema.InvalidInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import jinjava.javax.el.CompositeELResolver;

/**
 * A model's own chat template, in Jinja, rendered as Transformers renders it: blocks trimmed, the
 * special tokens of tokenizer_config.json as variables, and the start of an answer at the end. No
 * tools and no documents; a template that asks for the date is refused, since the same prompt has
 * to be the same tomorrow.
 */
final class ChatTemplate {
  /** File name of a template that does not stand in tokenizer_config.json. */
  static final String FILE_NAME = "chat_template.jinja";

  // Python's slice that reverses a list; Jinjava knows the filter.
  private static final Pattern REVERSED = Pattern.compile("([\\w.]+)\\[::-1\\]");
  // Marks what a model says, for training masks; Transformers renders it as nothing.
  private static final Pattern GENERATION = Pattern.compile("\\{%-?\\s*(end)?generation\\s*-?%\\}");

  // Jinjava reads "a=b - 1" as "(a=b) - 1".
  private static final Pattern NAMESPACE = Pattern.compile("namespace\\(([^()]*)\\)");

  private static final Jinjava JINJA = jinja();

  private final Path source;
  private final String template;
  private final Map<String, String> specialTokens;

  private ChatTemplate(Path source, String template, Map<String, String> specialTokens) {
    this.source = source;
    this.template = template;
    this.specialTokens = specialTokens;
  }

  /**
   * The template of a policy directory.
   *
   * @param settings tokenizer_config.json; empty if there is none
   * @param file content of chat_template.jinja, which goes before the other, or null
   * @throws InvalidInputException if there is none
   */
  static ChatTemplate of(Path policyDirectory, byte[] settings, byte[] file) {
    Path config = policyDirectory.resolve(FileTokenizer.CONFIG_FILE_NAME);
    JsonNode root =
        settings.length == 0 ? JsonFile.emptyObject() : JsonFile.parse(config, settings).root();
    Map<String, String> tokens = new HashMap<>();
    for (String name : List.of("bos_token", "eos_token", "pad_token", "unk_token")) {
      JsonNode token = root.path(name);
      String text = token.isObject() ? token.path("content").textValue() : token.textValue();
      if (text != null) {
        tokens.put(name, text);
      }
    }
    if (file != null) {
      Path source = policyDirectory.resolve(FILE_NAME);
      return new ChatTemplate(source, new String(file, StandardCharsets.UTF_8), tokens);
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
              + FILE_NAME
              + " beside it (allowed: a model with one, or prompts of style plain)");
    }
    return new ChatTemplate(config, template.textValue(), tokens);
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
      messages.add(Map.of("role", "system", "content", system));
    }
    messages.add(Map.of("role", "user", "content", question));
    Map<String, Object> variables = new HashMap<>(specialTokens);
    variables.put("messages", messages);
    variables.put("add_generation_prompt", true);
    String text = REVERSED.matcher(template).replaceAll("$1|reverse");
    text = GENERATION.matcher(text).replaceAll("");
    text =
        NAMESPACE
            .matcher(text)
            .replaceAll(call -> Matcher.quoteReplacement(withBrackets(call.group(1))));
    RenderResult result = JINJA.renderForResult(text, variables);
    for (TemplateError error : result.getErrors()) {
      throw new InvalidInputException(
          "Cannot render the chat template of "
              + source
              + ": line "
              + error.getLineno()
              + ": "
              + reason(error).replace('\n', ' '),
          error.getException());
    }
    return result.getOutput();
  }

  /** A call of namespace with the value of every argument in brackets. */
  private static String withBrackets(String arguments) {
    return Arrays.stream(arguments.split(","))
        .map(argument -> argument.replaceFirst("=\\s*(.*\\S)\\s*$", "=($1)"))
        .collect(Collectors.joining(",", "namespace(", ")"));
  }

  private static String reason(TemplateError error) {
    for (Throwable e = error.getException(); e != null; e = e.getCause()) {
      if (e instanceof InvalidInputException) {
        return e.getMessage();
      }
    }
    return String.valueOf(error.getMessage());
  }

  /** What templates call to refuse a conversation. */
  public static Object raiseException(String message) {
    throw new InvalidInputException("Refused by the template: " + message);
  }

  private static Jinjava jinja() {
    LegacyOverrides pythonLike =
        LegacyOverrides.newBuilder()
            .withEvaluateMapKeys(true)
            .withIterateOverMapKeys(true)
            .withUsePyishObjectMapper(true)
            .withUseNaturalOperatorPrecedence(true)
            .withParseWhitespaceControlStrictly(true)
            .withUseTrimmingForNotesAndExpressions(true)
            .withKeepNullableLoopValues(true)
            .build();
    CompositeELResolver methods = new CompositeELResolver();
    methods.add(new PythonMethods());
    methods.add(JinjavaInterpreterResolver.DEFAULT_RESOLVER_READ_ONLY);
    Jinjava jinja =
        new Jinjava(
            JinjavaConfig.newBuilder()
                .withTrimBlocks(true)
                .withLstripBlocks(true)
                .withNestedInterpretationEnabled(false)
                .withElResolver(methods)
                .withLegacyOverrides(pythonLike)
                .build());
    jinja
        .getGlobalContext()
        .registerFunction(
            new ELFunctionDefinition(
                "", "raise_exception", ChatTemplate.class, "raiseException", String.class));
    return jinja;
  }
}
