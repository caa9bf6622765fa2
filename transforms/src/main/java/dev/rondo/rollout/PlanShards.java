package dev.rondo.rollout;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.io.BoundedSource;
import org.apache.beam.sdk.io.Read;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;

/**
 * Spreads the shards of all planned datasets over the workers: a source with one split for each
 * shard. Runners hand a free slot the next split, so that a slow shard holds nothing else up, and
 * no shuffle, key or random number is needed.
 */
public final class PlanShards extends PTransform<PBegin, PCollection<ShardPlan>> {
  private static final long serialVersionUID = 1L;

  private final ArrayList<ShardPlan> shards = new ArrayList<>();

  private PlanShards(List<DatasetPlan> datasets) {
    datasets.forEach(dataset -> shards.addAll(dataset.shards()));
  }

  /** The shards of these datasets, in order. */
  public static PlanShards of(List<DatasetPlan> datasets) {
    return new PlanShards(datasets);
  }

  @Override
  public PCollection<ShardPlan> expand(PBegin begin) {
    return begin.apply(Read.from(new ShardSource(shards)));
  }

  /** Shards as a source; each split of it holds one. */
  static final class ShardSource extends BoundedSource<ShardPlan> {
    private static final long serialVersionUID = 1L;

    private final ArrayList<ShardPlan> shards;

    ShardSource(List<ShardPlan> shards) {
      this.shards = new ArrayList<>(shards);
    }

    @Override
    public List<ShardSource> split(long desiredBundleSizeBytes, PipelineOptions options) {
      return shards.stream().map(shard -> new ShardSource(List.of(shard))).toList();
    }

    @Override
    public long getEstimatedSizeBytes(PipelineOptions options) {
      return shards.size();
    }

    @Override
    public Coder<ShardPlan> getOutputCoder() {
      return SerializableCoder.of(ShardPlan.class);
    }

    @Override
    public BoundedReader<ShardPlan> createReader(PipelineOptions options) {
      return new ShardReader(this);
    }
  }

  private static final class ShardReader extends BoundedSource.BoundedReader<ShardPlan> {
    private final ShardSource source;
    private int position = -1;

    ShardReader(ShardSource source) {
      this.source = source;
    }

    @Override
    public boolean start() {
      return advance();
    }

    @Override
    public boolean advance() {
      position++;
      return position < source.shards.size();
    }

    @Override
    public ShardPlan getCurrent() {
      if (position < 0 || position >= source.shards.size()) {
        throw new NoSuchElementException("No shard at " + position);
      }
      return source.shards.get(position);
    }

    @Override
    public BoundedSource<ShardPlan> getCurrentSource() {
      return source;
    }

    @Override
    public void close() {}
  }
}
