package dev.rondo.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.schema.InvalidInputException;
import dev.rondo.schema.Property;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CanonicalJsonTest {

  @Test
  void documentsHaveOneLayout() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("b", 1);
    fields.put("a", List.of(1L, 2.5, true));
    fields.put("none", null);
    fields.put("empty", Map.of());
    fields.put("nothing", List.of());
    fields.put("objects", List.of(Map.of("x", "y"), Map.of()));

    assertThat(CanonicalJson.text(fields))
        .isEqualTo(
            """
            {
              "b": 1,
              "a": [1, 2.5, true],
              "none": null,
              "empty": {},
              "nothing": [],
              "objects": [
                {
                  "x": "y"
                },
                {}
              ]
            }
            """);
    assertThat(CanonicalJson.line(fields))
        .isEqualTo(
            "{\"b\": 1, \"a\": [1, 2.5, true], \"none\": null, \"empty\": {}, \"nothing\": [],"
                + " \"objects\": [{\"x\": \"y\"}, {}]}");
  }

  /** Samples of RFC 8785, appendix B. */
  @ParameterizedTest
  @CsvSource({
    "0000000000000000, 0",
    "8000000000000000, 0",
    "0000000000000001, 5e-324",
    "8000000000000001, -5e-324",
    "7fefffffffffffff, 1.7976931348623157e+308",
    "4340000000000000, 9007199254740992",
    "c340000000000000, -9007199254740992",
    "4430000000000000, 295147905179352830000",
    "44b52d02c7e14af5, 9.999999999999997e+22",
    "44b52d02c7e14af6, 1e+23",
    "44b52d02c7e14af7, 1.0000000000000001e+23",
    "444b1ae4d6e2ef4e, 999999999999999700000",
    "444b1ae4d6e2ef4f, 999999999999999900000",
    "444b1ae4d6e2ef50, 1e+21",
    "3eb0c6f7a0b5ed8c, 9.999999999999997e-7",
    "3eb0c6f7a0b5ed8d, 0.000001",
    "41b3de4355555553, 333333333.3333332",
    "41b3de4355555554, 333333333.33333325",
    "41b3de4355555555, 333333333.3333333",
    "becbf647612f3696, -0.0000033333333333333333",
    "43143ff3c1cb0959, 1424953923781206.2",
  })
  void numbersAreWrittenAsRfc8785SaysThem(String bits, String expected) {
    double value = Double.longBitsToDouble(Long.parseUnsignedLong(bits, 16));

    assertThat(CanonicalJson.number(value)).isEqualTo(expected);
  }

  @Test
  void everyFiniteNumberReadsBackAsItself() {
    Property.holds(
        1000,
        draw -> {
          long bits = draw.any();
          double value = Double.longBitsToDouble(bits);
          if (Double.isFinite(value)) {
            assertThat(Double.parseDouble(CanonicalJson.number(value)))
                .isEqualTo(value == 0 ? 0 : value);
          } else {
            assertThatThrownBy(() -> CanonicalJson.number(value))
                .isInstanceOf(IllegalArgumentException.class);
          }
        });
  }

  @Test
  void everyTextReadsBackAsItself() {
    Property.holds(
        1000,
        draw -> {
          String text = draw.text(40);
          byte[] bytes = CanonicalJson.bytes(Map.of("text", text));
          try (JsonFields fields = JsonFields.parse(bytes, "x.json")) {
            assertThat(fields.string("text")).isEqualTo(text);
          }
        });
  }

  @Test
  void everyTypeReadsBackAsItself() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("int", 1);
    values.put("long", Long.MIN_VALUE);
    values.put("double", 0.1);
    values.put("null", null);
    values.put("map", Map.of("k", 3L));
    values.put("texts", Map.of("k", "v"));
    values.put("objects", List.of(Map.of("k", 1)));
    try (JsonFields fields = JsonFields.parse(CanonicalJson.bytes(values), "x.json")) {
      assertThat(fields.intValue("int")).isEqualTo(1);
      assertThat(fields.longValue("long")).isEqualTo(Long.MIN_VALUE);
      assertThat(fields.doubleValue("double")).isEqualTo(0.1);
      assertThat(fields.stringOrNull("null")).isNull();
      assertThat(fields.intOrNull("null")).isNull();
      assertThat(fields.longOrNull("null")).isNull();
      assertThat(fields.doubleOrNull("null")).isNull();
      assertThat(fields.objectOrNull("null")).isNull();
      assertThat(fields.longMap("map")).containsExactly(Map.entry("k", 3L));
      assertThat(fields.stringMap("texts")).containsExactly(Map.entry("k", "v"));
      assertThat(fields.objects("objects")).hasSize(1);
    }
  }

  @Test
  void whatIsNotAskedForMissingOrOfAnotherTypeIsRefusedByName() {
    assertRefused("{\"a\": 1, \"b\": 2}", fields -> fields.intValue("a"), "unknown field b (allow");
    assertRefused("{}", fields -> fields.intValue("a"), "field a is missing (allowed: a whole n");
    assertRefused("{\"a\": null}", fields -> fields.string("a"), "field a is null (allowed: a str");
    assertRefused("{\"a\": 1.5}", fields -> fields.intValue("a"), "field a is 1.5 (allowed: a who");
    assertRefused("{\"a\": 3000000000}", fields -> fields.intValue("a"), "field a is 3000000000");
    assertRefused("{\"a\": 1e400}", fields -> fields.doubleValue("a"), "field a is");
    assertRefused("{\"a\": [1]}", fields -> fields.objects("a"), "field a[0] is 1 (allowed: an ob");
    assertRefused("{\"a\": {\"b\": 1}}", fields -> fields.stringMap("a"), "field a.b is 1 (allow");
    assertRefused(
        "{\"a\": \"x\"}", fields -> fields.objects("a"), "field a is \"x\" (allowed: an arr");
    assertRefused("{\"a\": 1, \"a\": 2}", fields -> fields.intValue("a"), "not JSON at line 1");
    assertRefused("{\"a\": 1} x", fields -> fields.intValue("a"), "not JSON");
    assertRefused("[1]", fields -> fields.intValue("a"), "a JSON array (allowed: a JSON object)");
    assertRefused("", fields -> fields.intValue("a"), "empty (allowed: a JSON object)");
    assertRefused("{\"a\": ", fields -> fields.intValue("a"), "not JSON at line 1");
    assertRefused("{\"a\": ", fields -> fields.intValue("a"), " (allowed: a JSON object)");
    assertRefused("\u0000\u0001", fields -> fields.intValue("a"), "not JSON");
  }

  @Test
  void bytesThatAreNoTextAreRefused() {
    byte[] bytes = new byte[64];
    Arrays.fill(bytes, (byte) 0xC0);
    assertThatThrownBy(() -> JsonFields.parse(bytes, "x.json"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("Cannot read x.json: not JSON")
        .message()
        .doesNotContain("\n");
  }

  private interface Read {
    void read(JsonFields fields);
  }

  private static void assertRefused(String json, Read read, String message) {
    assertThatThrownBy(
            () -> {
              try (JsonFields fields =
                  JsonFields.parse(json.getBytes(StandardCharsets.UTF_8), "x.json")) {
                read.read(fields);
              }
            })
        .as(json)
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("Cannot read x.json: ")
        .hasMessageContaining(message)
        .message()
        .doesNotContain("\n");
  }
}
