package dev.rondo.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.rollout.DatasetPlan;
import dev.rondo.rollout.PlannedProblem;
import dev.rondo.rollout.ShardPlan;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResponsesUnderWayTest {
  private final List<String> said = new ArrayList<>();

  private final Progress.Work work =
      new Progress.Work() {
        private long total;

        @Override
        public void expect(long most) {
          total = most;
        }

        @Override
        public void advanceTo(long done) {
          said.add(done + " of " + total);
        }

        @Override
        public void close() {}
      };

  /** Two shards of two problems in groups of two, with four reserves each. */
  @Test
  void reservesThatAreTriedAreToBeDoneToo() {
    DatasetPlan plan =
        PlannedRound.of(PlannedRound.problems("own", 4), 2)
            .withReserves(PlannedRound.problems("reserve", 8), 2);
    ResponsesUnderWay responses = new ResponsesUnderWay(List.of(plan), work);
    assertThat(ResponsesUnderWay.planned(List.of(plan))).isEqualTo(8);
    work.expect(8);

    ShardPlan shard = plan.shards().get(0);
    responses.advanced(shard, 0, 0);
    responses.advanced(shard, 4, 40);
    ShardPlan two = of(shard, shard.reserves().subList(0, 2));
    responses.advanced(two, 0, 0);
    responses.advanced(two, 3, 30);
    responses.advanced(two, 4, 40);
    ShardPlan one = of(shard, shard.reserves().subList(2, 3));
    responses.advanced(one, 2, 20);
    assertThat(said)
        .containsExactly("0 of 8", "4 of 8", "4 of 12", "7 of 12", "8 of 12", "10 of 14");

    responses.advanced(plan.shards().get(1), 4, 40);
    responses.complete();
    assertThat(said).endsWith("14 of 14", "14 of 14");
  }

  @Test
  void aShardThatIsSampledAgainStaysAsFarAsItWas() {
    DatasetPlan plan =
        PlannedRound.of(PlannedRound.problems("own", 4), 2)
            .withReserves(PlannedRound.problems("reserve", 8), 2);
    ResponsesUnderWay responses = new ResponsesUnderWay(List.of(plan), work);
    ShardPlan shard = plan.shards().get(1);
    ShardPlan others = of(shard, shard.reserves().subList(0, 1));
    for (int attempt = 0; attempt < 2; attempt++) {
      responses.advanced(shard, 0, 0);
      responses.advanced(shard, 4, 40);
      responses.advanced(others, 2, 20);
    }
    assertThat(said)
        .containsExactly("0 of 0", "4 of 0", "6 of 10", "6 of 10", "6 of 10", "6 of 10");
  }

  @Test
  void shardsOfOtherDatasetsAreNotCounted() {
    DatasetPlan plan = PlannedRound.of(PlannedRound.problems("own", 4), 2);
    ResponsesUnderWay responses = new ResponsesUnderWay(List.of(plan), work);
    ShardPlan shard = plan.shards().get(0);
    responses.advanced(
        new ShardPlan("rollouts/other", 0, shard.problems(), 0, 4, 4, shard.lineage()), 4, 40);
    assertThat(said).isEmpty();
  }

  private static ShardPlan of(ShardPlan shard, List<PlannedProblem> problems) {
    return new ShardPlan(
        shard.dataset(),
        shard.shardIndex(),
        problems,
        shard.firstSample(),
        shard.batchSequences(),
        shard.maxPositionsPerCall(),
        shard.lineage());
  }
}
