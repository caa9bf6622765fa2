package dev.rondo.dataset;

import dev.rondo.schema.Problem;
import dev.rondo.schema.RejectedGroup;
import dev.rondo.schema.RejectedRow;
import dev.rondo.schema.Rollout;
import dev.rondo.schema.SampledResponse;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;

/** The classes of the rows that this program knows, by the names of their schemas. */
final class RowTypes {
  private static final Map<String, Class<? extends SpecificRecord>> BY_NAME =
      Map.of(
          Problem.getClassSchema().getFullName(), Problem.class,
          SampledResponse.getClassSchema().getFullName(), SampledResponse.class,
          Rollout.getClassSchema().getFullName(), Rollout.class,
          RejectedGroup.getClassSchema().getFullName(), RejectedGroup.class,
          RejectedRow.getClassSchema().getFullName(), RejectedRow.class);

  private RowTypes() {}

  /** All schemas. */
  static List<Schema> schemas() {
    return BY_NAME.values().stream().map(SpecificData.get()::getSchema).toList();
  }

  /** The class of a schema's rows, or null for a schema of somebody else. */
  static Class<? extends SpecificRecord> of(Schema schema) {
    return BY_NAME.get(schema.getFullName());
  }
}
