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
public final class PlanShards extends PTransform<PBegin, PCollection<PlannedShard>> {
  private static final long serialVersionUID = 1L;

  private static final int ALL = -1;

  private final ArrayList<PlanReference> plans;

  private PlanShards(List<PlanReference> plans) {
    this.plans = new ArrayList<>(plans);
  }

  /** The shards of these plans, in order. */
  public static PlanShards of(List<PlanReference> plans) {
    return new PlanShards(plans);
  }

  @Override
  public PCollection<PlannedShard> expand(PBegin begin) {
    return begin.apply(Read.from(new ShardSource(plans, ALL)));
  }

  /** Shards as a source; each split of it holds one. */
  static final class ShardSource extends BoundedSource<PlannedShard> {
    private static final long serialVersionUID = 1L;

    private final ArrayList<PlanReference> plans;
    private final int shardIndex;

    /**
     * @param shardIndex of the only shard, where there is one plan; or {@link #ALL}
     */
    ShardSource(List<PlanReference> plans, int shardIndex) {
      this.plans = new ArrayList<>(plans);
      this.shardIndex = shardIndex;
    }

    private List<PlannedShard> shards() {
      List<PlannedShard> shards = new ArrayList<>();
      for (PlanReference plan : plans) {
        for (int i = 0; i < plan.shardCount(); i++) {
          if (shardIndex == ALL || shardIndex == i) {
            shards.add(new PlannedShard(plan, i));
          }
        }
      }
      return shards;
    }

    @Override
    public List<ShardSource> split(long desiredBundleSizeBytes, PipelineOptions options) {
      return shards().stream()
          .map(shard -> new ShardSource(List.of(shard.plan()), shard.shardIndex()))
          .toList();
    }

    @Override
    public long getEstimatedSizeBytes(PipelineOptions options) {
      return shards().size();
    }

    @Override
    public Coder<PlannedShard> getOutputCoder() {
      return SerializableCoder.of(PlannedShard.class);
    }

    @Override
    public BoundedReader<PlannedShard> createReader(PipelineOptions options) {
      return new ShardReader(this);
    }
  }

  private static final class ShardReader extends BoundedSource.BoundedReader<PlannedShard> {
    private final ShardSource source;
    private final List<PlannedShard> shards;
    private int position = -1;

    ShardReader(ShardSource source) {
      this.source = source;
      this.shards = source.shards();
    }

    @Override
    public boolean start() {
      return advance();
    }

    @Override
    public boolean advance() {
      position++;
      return position < shards.size();
    }

    @Override
    public PlannedShard getCurrent() {
      if (position < 0 || position >= shards.size()) {
        throw new NoSuchElementException("No shard at " + position);
      }
      return shards.get(position);
    }

    @Override
    public BoundedSource<PlannedShard> getCurrentSource() {
      return source;
    }

    @Override
    public void close() {}
  }
}
