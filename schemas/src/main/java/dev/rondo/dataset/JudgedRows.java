package dev.rondo.dataset;

import dev.rondo.schema.FinishReason;
import dev.rondo.schema.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.column.Dictionary;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.hadoop.api.InitContext;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.io.api.RecordMaterializer;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/**
 * The columns of rollouts that evaluations count, put together without Avro: tokens are counted and
 * not kept, and a text that a row group's dictionary has is decoded once and not for each row.
 */
final class JudgedRows extends ReadSupport<JudgedRollout> {
  private static final List<String> COUNTED =
      List.of("problemId", "sampleIndex", "finishReason", "verdict", "verdictReason");
  private static final String TOKENS = "responseTokens";
  private static final String ANSWER = "extractedAnswer";
  private static final String TEXT = "responseText";

  private final List<String> columns;

  private JudgedRows(String... more) {
    columns = new ArrayList<>(COUNTED);
    columns.addAll(List.of(more));
  }

  /** Without number of tokens, answers and responses. */
  static JudgedRows verdicts() {
    return new JudgedRows();
  }

  /** Neither answers nor responses. */
  static JudgedRows withoutTexts() {
    return new JudgedRows(TOKENS);
  }

  /** With the answers that the verifier found. */
  static JudgedRows withAnswers() {
    return new JudgedRows(TOKENS, ANSWER);
  }

  /** With the answers and the responses. */
  static JudgedRows withTexts() {
    return new JudgedRows(TOKENS, ANSWER, TEXT);
  }

  @Override
  public ReadContext init(InitContext context) {
    MessageType file = context.getFileSchema();
    List<Type> asked = columns.stream().map(file::getType).toList();
    return new ReadContext(new MessageType(file.getName(), asked));
  }

  @Override
  public RecordMaterializer<JudgedRollout> prepareForRead(
      Configuration hadoop, Map<String, String> metadata, MessageType file, ReadContext context) {
    return new Rows(context.getRequestedSchema());
  }

  @Override
  public RecordMaterializer<JudgedRollout> prepareForRead(
      ParquetConfiguration settings,
      Map<String, String> metadata,
      MessageType file,
      ReadContext context) {
    return new Rows(context.getRequestedSchema());
  }

  /** One row after the other, each in the same converters. */
  private static final class Rows extends RecordMaterializer<JudgedRollout> {
    private final Texts problemId = new Texts();
    private final Index sampleIndex = new Index();
    private final Length responseTokens = new Length();
    private final Texts finishReason = new Texts();
    private final Texts verdict = new Texts();
    private final Texts verdictReason = new Texts();
    private final Texts extractedAnswer = new Texts();
    private final Texts responseText = new Texts();
    private final Row row;

    Rows(MessageType columns) {
      row = new Row(columns.getFields().stream().map(this::converter).toArray(Converter[]::new));
    }

    private Converter converter(Type column) {
      return switch (column.getName()) {
        case "problemId" -> problemId;
        case "sampleIndex" -> sampleIndex;
        case TOKENS -> responseTokens;
        case "finishReason" -> finishReason;
        case "verdict" -> verdict;
        case "verdictReason" -> verdictReason;
        case ANSWER -> extractedAnswer;
        case TEXT -> responseText;
        default -> throw new IllegalStateException(column.getName());
      };
    }

    @Override
    public JudgedRollout getCurrentRecord() {
      return new JudgedRollout(
          problemId.text,
          sampleIndex.integer,
          responseTokens.length,
          FinishReason.valueOf(finishReason.text) == FinishReason.LENGTH,
          Outcome.valueOf(verdict.text),
          verdictReason.text,
          extractedAnswer.text,
          responseText.text);
    }

    @Override
    public GroupConverter getRootConverter() {
      return row;
    }

    /** Forgets the row before: a column that is null calls nobody. */
    private final class Row extends GroupConverter {
      private final Converter[] columns;

      Row(Converter[] columns) {
        this.columns = columns;
      }

      @Override
      public Converter getConverter(int column) {
        return columns[column];
      }

      @Override
      public void start() {
        responseTokens.length = 0;
        extractedAnswer.text = null;
        responseText.text = null;
      }

      @Override
      public void end() {}
    }
  }

  private static final class Texts extends PrimitiveConverter {
    private Dictionary dictionary;
    private String[] known = {};
    private String text;

    @Override
    public boolean hasDictionarySupport() {
      return true;
    }

    @Override
    public void setDictionary(Dictionary dictionary) {
      this.dictionary = dictionary;
      known = new String[dictionary.getMaxId() + 1];
    }

    @Override
    public void addValueFromDictionary(int id) {
      if (known[id] == null) {
        known[id] = dictionary.decodeToBinary(id).toStringUsingUTF8();
      }
      text = known[id];
    }

    @Override
    public void addBinary(Binary value) {
      text = value.toStringUsingUTF8();
    }
  }

  private static final class Index extends PrimitiveConverter {
    private int integer;

    @Override
    public void addInt(int value) {
      integer = value;
    }
  }

  /** A list of which only the number of elements is wanted. */
  private static final class Length extends GroupConverter {
    private int length;

    private final PrimitiveConverter element =
        new PrimitiveConverter() {
          @Override
          public boolean hasDictionarySupport() {
            return true;
          }

          @Override
          public void setDictionary(Dictionary dictionary) {}

          @Override
          public void addValueFromDictionary(int id) {
            length++;
          }

          @Override
          public void addInt(int value) {
            length++;
          }
        };

    private final GroupConverter repeated =
        new GroupConverter() {
          @Override
          public Converter getConverter(int column) {
            return element;
          }

          @Override
          public void start() {}

          @Override
          public void end() {}
        };

    @Override
    public Converter getConverter(int column) {
      return repeated;
    }

    @Override
    public void start() {}

    @Override
    public void end() {}
  }
}
