package dev.rondo.policy.text.jinja;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Dates against Python's strftime in the C locale. */
class DateTextTest {
  private static final LocalDate DATE = LocalDate.of(2024, 7, 26);

  @Test
  void everyCodeAndFlagIsWhatPythonWrites() throws IOException {
    JsonNode golden;
    try (InputStream in = DateTextTest.class.getResourceAsStream("dates.json")) {
      golden = new ObjectMapper().readTree(Objects.requireNonNull(in));
    }
    assertThat(golden.size()).isGreaterThan(10);
    golden
        .fields()
        .forEachRemaining(
            date ->
                date.getValue()
                    .fields()
                    .forEachRemaining(
                        format ->
                            assertThat(DateText.of(LocalDate.parse(date.getKey()), format.getKey()))
                                .as(date.getKey() + " " + format.getKey())
                                .isEqualTo(format.getValue().textValue())));
  }

  @Test
  void aCodeThatIsNotKnownIsRefused() {
    for (String format : List.of("%Q", "%", "%-", "%s", "%5d", "%-F", "%Ey", "a%", "%\0", "%-f")) {
      assertThatThrownBy(() -> DateText.of(DATE, format))
          .as(format)
          .isInstanceOf(TemplateException.class)
          .hasMessageContaining("date's format");
    }
  }

  @Test
  void aTemplateIsToldTheDateThatIsGivenOrIsRefused() {
    Template template =
        Template.parse("{% if strftime_now is defined %}{{ strftime_now('%d %b %Y') }}{% endif %}");
    assertThat(template.render(Map.of(), DATE)).isEqualTo("26 Jul 2024");
    assertThatThrownBy(() -> template.render(Map.of()))
        .isInstanceOf(TemplateException.class)
        .hasMessageContaining("--date YYYY-MM-DD");
    assertThatThrownBy(() -> Template.parse("{{ strftime_now(1) }}").render(Map.of(), DATE))
        .isInstanceOf(TemplateException.class)
        .hasMessageContaining("needs a text");
  }
}
