package dev.rondo.programs;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.rondo.schema.InvalidInputException;
import dev.rondo.verify.Extraction;
import dev.rondo.verify.Verifier;
import dev.rondo.verify.Verifiers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * One line in: a pair to be judged.
 *
 * @param id what the line calls itself, as JSON (a string in quotes or a number)
 * @param gold the reference answer
 * @param pred the response that is judged
 * @param verifier by which verifier
 * @param extraction where the answer is looked for
 */
record GradeRequest(String id, String gold, String pred, Verifier verifier, Extraction extraction) {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxStringLength(GradeStream.MOST_LINE_BYTES).build())
          .build();

  /** A line that cannot be judged, with its id as far as it was read; null if it was not. */
  static final class Refused extends Exception {
    private static final long serialVersionUID = 1;
    private final String id;

    private Refused(String id, String reason) {
      super(reason, null, false, false);
      this.id = id;
    }

    String id() {
      return id;
    }
  }

  /**
   * Reads one line. Fields other than the five are passed over.
   *
   * @param verifier where the line names none
   * @param extraction where the line names none
   * @throws Refused with the reason, if the line is no JSON object of UTF-8 text with string or
   *     number fields {@code id}, {@code gold} and {@code pred}
   */
  static GradeRequest parse(byte[] line, Verifier verifier, Extraction extraction) throws Refused {
    Fields fields = new Fields();
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line)).toString();
      try (JsonParser parser = JSON.createParser(text)) {
        fields.read(parser);
      }
    } catch (CharacterCodingException e) {
      throw new Refused(null, "not UTF-8 text");
    } catch (JsonProcessingException e) {
      String problem = e.getOriginalMessage().lines().findFirst().orElse("malformed");
      throw new Refused(fields.id, "not a JSON object: " + problem);
    } catch (IOException e) {
      throw new Refused(fields.id, "not a JSON object");
    }
    fields.require("id", fields.id);
    fields.require("gold", fields.gold);
    fields.require("pred", fields.pred);
    return new GradeRequest(
        fields.id,
        fields.gold,
        fields.pred,
        fields.verifier == null ? verifier : verifierNamed(fields.verifier, fields.id),
        fields.extraction == null ? extraction : extractionNamed(fields.extraction, fields.id));
  }

  private static Verifier verifierNamed(String name, String id) throws Refused {
    try {
      return Verifiers.named(name);
    } catch (InvalidInputException e) {
      throw new Refused(id, e.getMessage());
    }
  }

  private static Extraction extractionNamed(String name, String id) throws Refused {
    for (Extraction extraction : Extraction.values()) {
      if (extraction.name().toLowerCase(Locale.ROOT).equals(name)) {
        return extraction;
      }
    }
    throw new Refused(id, "extraction: " + name + " (allowed: boxed, unfinished, ladder)");
  }

  /** The fields of a line while it is read. */
  private static final class Fields {
    private String id;
    private String gold;
    private String pred;
    private String verifier;
    private String extraction;

    void read(JsonParser parser) throws IOException, Refused {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new Refused(null, "not a JSON object");
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        JsonToken token = parser.nextToken();
        switch (name) {
          case "id" -> id = once(name, id, jsonOf(name, token, parser));
          case "gold" -> gold = once(name, gold, text(name, token, parser));
          case "pred" -> pred = once(name, pred, text(name, token, parser));
          case "verifier" -> verifier = once(name, verifier, text(name, token, parser));
          case "extraction" -> extraction = once(name, extraction, text(name, token, parser));
          default -> parser.skipChildren();
        }
      }
      if (parser.currentToken() != JsonToken.END_OBJECT || parser.nextToken() != null) {
        throw new Refused(id, "not one JSON object: more stands behind it");
      }
    }

    private String once(String name, String before, String value) throws Refused {
      if (before != null) {
        throw new Refused(id, "field " + name + " stands there twice");
      }
      return value;
    }

    private String jsonOf(String name, JsonToken token, JsonParser parser)
        throws IOException, Refused {
      String text = text(name, token, parser);
      return token == JsonToken.VALUE_STRING ? GradeResult.quoted(text) : text;
    }

    private String text(String name, JsonToken token, JsonParser parser)
        throws IOException, Refused {
      if (token != JsonToken.VALUE_STRING && !token.isNumeric()) {
        throw new Refused(
            id,
            "field "
                + name
                + ": "
                + (token.isScalarValue() ? parser.getText() : "an object or a list")
                + " (allowed: a string or a number)");
      }
      return parser.getText();
    }

    void require(String name, String value) throws Refused {
      if (value == null) {
        throw new Refused(id, "no field " + name + " (needed: id, gold, pred)");
      }
    }
  }
}
