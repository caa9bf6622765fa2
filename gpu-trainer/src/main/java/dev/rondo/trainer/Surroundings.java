package dev.rondo.trainer;

import dev.rondo.policy.program.DeviceSettings;
import dev.rondo.trainer.metrics.MetricsLog;

/**
 * What is around a training.
 *
 * @param identity which run it is
 * @param device where to compute
 * @param metrics where to log; rows of an earlier attempt are removed first
 * @param progress told of each update
 */
public record Surroundings(
    RunIdentity identity, DeviceSettings device, MetricsLog metrics, TrainProgress progress) {}
