package dev.rondo.cli;

import dev.rondo.dataset.DatasetManifest;
import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.Digests;
import dev.rondo.dataset.FileEntry;
import dev.rondo.dataset.Lineage;
import dev.rondo.dataset.LocalStorage;
import dev.rondo.dataset.ManifestJson;
import dev.rondo.schema.Rollout;
import dev.rondo.schema.SamplingSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.parquet.avro.AvroParquetWriter;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.io.LocalOutputFile;

/**
 * A copy of a committed dataset of rollouts with something wrong in it, whose digests all hold:
 * what another program might write, since this one refuses to commit it.
 */
final class BrokenRollouts {
  String kind;
  String policyDigest;
  SamplingSettings sampling;
  Integer groupSize;
  String droppedColumn;

  /** All rows in order; changed in place. */
  final List<Rollout> rows;

  private final Lineage lineage;

  BrokenRollouts(Path source) throws IOException {
    DatasetStore store = new DatasetStore(new LocalStorage(source), "");
    DatasetManifest manifest = store.committedManifest();
    this.rows = new ArrayList<>(store.readAllRows(Rollout.class));
    this.lineage = manifest.lineage();
    this.kind = manifest.kind();
    this.policyDigest = lineage.policyDigest();
    this.sampling = lineage.sampling();
    this.groupSize = lineage.groupSize();
  }

  /** Writes two shards, half of the rows each, and the manifest. */
  void write(Path target) throws IOException {
    Files.createDirectories(target);
    Lineage stated = lineage.byPolicy(policyDigest).sampledWith(sampling).inGroupsOf(groupSize);
    List<FileEntry> files = new ArrayList<>();
    int half = (rows.size() + 1) / 2;
    files.add(shard(target, "shard-00000.parquet", rows.subList(0, half), stated));
    files.add(shard(target, "shard-00001.parquet", rows.subList(half, rows.size()), stated));
    Files.write(
        target.resolve(DatasetManifest.FILE_NAME),
        ManifestJson.toJson(
            new DatasetManifest(
                DatasetManifest.FORMAT_VERSION, kind, files, new TreeMap<>(), stated)));
  }

  private FileEntry shard(Path target, String name, List<Rollout> shard, Lineage stated)
      throws IOException {
    List<Schema.Field> fields = new ArrayList<>();
    for (Schema.Field field : Rollout.getClassSchema().getFields()) {
      if (!field.name().equals(droppedColumn)) {
        fields.add(new Schema.Field(field, field.schema()));
      }
    }
    Schema schema = Schema.createRecord("Rollout", null, "dev.rondo.schema", false, fields);
    PlainParquetConfiguration configuration = new PlainParquetConfiguration();
    configuration.set("parquet.avro.write-old-list-structure", "false");
    Path file = target.resolve(name);
    try (ParquetWriter<GenericRecord> writer =
        AvroParquetWriter.<GenericRecord>builder(new LocalOutputFile(file))
            .withConf(configuration)
            .withSchema(schema)
            .withDataModel(GenericData.get())
            .withExtraMetaData(DatasetStore.lineageMetadata(stated))
            .build()) {
      for (Rollout rollout : shard) {
        GenericRecord row = new GenericData.Record(schema);
        for (Schema.Field field : schema.getFields()) {
          Object value = rollout.get(Rollout.getClassSchema().getField(field.name()).pos());
          row.put(
              field.name(),
              value instanceof Enum<?> symbol
                  ? new GenericData.EnumSymbol(field.schema(), symbol.name())
                  : value);
        }
        writer.write(row);
      }
    }
    String sha256 = Digests.sha256(file);
    return new FileEntry(name, Files.size(file), sha256, shard.size(), sha256);
  }
}
