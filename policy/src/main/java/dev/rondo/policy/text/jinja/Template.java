package dev.rondo.policy.text.jinja;

import dev.rondo.policy.text.jinja.Values.DictValue;
import dev.rondo.policy.text.jinja.Values.ListValue;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A chat template, read once and rendered often. Thread-safe: every rendering has variables and a
 * budget of its own.
 */
public final class Template {
  /** Characters that a template may have. */
  public static final int MOST_CHARACTERS = 100_000;

  private static final int MOST_TOKENS = 20_000;

  private final List<Statement> statements;
  private final Scopes scopes;

  private Template(List<Statement> statements, Scopes scopes) {
    this.statements = statements;
    this.scopes = scopes;
  }

  /**
   * Reads a template.
   *
   * @throws TemplateException if it is not one, or asks for what is not supported
   */
  public static Template parse(String source) {
    if (source.length() > MOST_CHARACTERS) {
      throw new TemplateException(
          "the template is too long (allowed: " + MOST_CHARACTERS + " characters)");
    }
    List<Statement> statements = Parser.parse(Lexer.tokens(source, MOST_TOKENS));
    return new Template(statements, Scopes.of(statements));
  }

  /**
   * The text that Transformers renders.
   *
   * @param variables null, Boolean, Long, Double, String, and Lists and Maps of them
   * @throws TemplateException if the template refuses them, or asks for what is not supported
   */
  public String render(Map<String, ?> variables) {
    return render(variables, null);
  }

  /**
   * As the other, with an answer to a template that asks what day it is.
   *
   * @param date today, at midnight; null refuses a template that asks
   * @throws TemplateException as the other
   */
  public String render(Map<String, ?> variables, LocalDate date) {
    long[] characters = new long[1];
    Map<String, Object> given = new HashMap<>();
    variables.forEach((name, value) -> given.put(name, value(value, characters)));
    Runtime runtime = new Runtime(new Budget(characters[0]), date);
    Map<String, Object> context = new HashMap<>(Globals.of(runtime));
    context.putAll(given);
    try {
      return new Interpreter(runtime, scopes).render(statements, context);
    } catch (Values.UnhashableException e) {
      throw new TemplateException(e.getMessage());
    }
  }

  private static Object value(Object given, long[] characters) {
    if (given instanceof List<?> list) {
      List<Object> items = new ArrayList<>();
      list.forEach(item -> items.add(value(item, characters)));
      return new ListValue(items);
    } else if (given instanceof Map<?, ?> map) {
      DictValue dict = new DictValue();
      map.forEach((key, value) -> dict.put(value(key, characters), value(value, characters)));
      return dict;
    } else if (given instanceof String text) {
      characters[0] += text.length();
      return text;
    } else if (given == null
        || given instanceof Boolean
        || given instanceof Long
        || given instanceof Double) {
      return given;
    }
    throw new IllegalArgumentException("Cannot give a template a value of " + given.getClass());
  }
}
