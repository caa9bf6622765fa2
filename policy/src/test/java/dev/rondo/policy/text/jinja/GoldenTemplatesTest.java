package dev.rondo.policy.text.jinja;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Templates against what Jinja2 renders in the environment that Transformers sets up. */
class GoldenTemplatesTest {
  private static final int MOST_REFUSED_PERCENT = 4;

  private final List<JsonNode> cases = cases();

  @Test
  void everyTemplateRendersWhatJinja2RendersOrIsRefused() {
    int rendered = 0;
    List<String> refused = new ArrayList<>();
    for (JsonNode test : cases) {
      String template = test.path("template").asText();
      try {
        String text = Template.parse(template).render(variables(test));
        assertThat(test.path("error").asText(null)).as(template).isNull();
        assertThat(text).as(template).isEqualTo(test.path("text").asText());
        rendered++;
      } catch (TemplateException e) {
        assertThat(e.getMessage()).as(template).isNotBlank().doesNotContain("\n");
        if (test.has("text")) {
          refused.add(template + ": " + e.getMessage());
        }
      }
    }
    assertThat(rendered).isGreaterThan(500);
    assertThat(refused.size() * 100)
        .as(refused.toString())
        .isLessThan(rendered * MOST_REFUSED_PERCENT);
  }

  @Test
  void whatCostsTooMuchIsRefused() {
    for (String template :
        List.of(
            "{% for a in range(9999) %}{% for b in range(9999) %}{% endfor %}{% endfor %}",
            "{% set ns = namespace(s='ab') %}{% for i in range(99) %}{% set ns.s = ns.s ~ ns.s %}"
                + "{% endfor %}",
            "{{ 'x' * 999999999999 }}",
            "{{ [0] * 99999999 }}",
            "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
            "{{ " + "(".repeat(5_000) + "1" + ")".repeat(5_000) + " }}",
            "{{ 1" + " + 1".repeat(5_000) + " }}",
            "{% if x %}".repeat(2_000) + "{% endif %}".repeat(2_000),
            "{% set ns = namespace(l=[1]) %}{% for i in range(60) %}{% set ns.l = [ns.l, ns.l] %}"
                + "{% endfor %}{{ ns.l }}",
            "x".repeat(Template.MOST_CHARACTERS + 1))) {
      assertThatThrownBy(() -> Template.parse(template).render(Map.of()))
          .isInstanceOf(TemplateException.class);
    }
  }

  /** The templates of all cases. */
  static List<String> allTemplates() {
    return cases().stream().map(test -> test.path("template").asText()).toList();
  }

  /** The variables of all cases, in the same order. */
  static List<Map<String, Object>> allVariables() {
    return cases().stream().map(GoldenTemplatesTest::variables).toList();
  }

  private static Map<String, Object> variables(JsonNode test) {
    Map<String, Object> variables = new LinkedHashMap<>();
    test.path("variables")
        .fields()
        .forEachRemaining(e -> variables.put(e.getKey(), value(e.getValue())));
    return variables;
  }

  private static Object value(JsonNode node) {
    if (node.isArray()) {
      List<Object> items = new ArrayList<>();
      node.forEach(item -> items.add(value(item)));
      return items;
    } else if (node.isObject()) {
      Map<String, Object> entries = new LinkedHashMap<>();
      node.fields().forEachRemaining(e -> entries.put(e.getKey(), value(e.getValue())));
      return entries;
    } else if (node.isIntegralNumber()) {
      return node.longValue();
    } else if (node.isNumber()) {
      return node.doubleValue();
    }
    return node.isNull()
        ? null
        : node.isBoolean() ? (Object) node.booleanValue() : node.textValue();
  }

  private static List<JsonNode> cases() {
    ObjectMapper mapper = new ObjectMapper();
    List<JsonNode> cases = new ArrayList<>();
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(
                    GoldenTemplatesTest.class.getResourceAsStream("templates.jsonl")),
                StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        cases.add(mapper.readTree(line));
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return cases;
  }
}
