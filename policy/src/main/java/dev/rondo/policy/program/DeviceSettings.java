package dev.rondo.policy.program;

import ai.djl.Device;
import dev.rondo.schema.InvalidInputException;

/**
 * Where a policy computes.
 *
 * @param device {@code cpu} or {@code cuda}
 */
public record DeviceSettings(String device) {
  /** The processor. */
  public static final DeviceSettings CPU = new DeviceSettings("cpu");

  /** Checks the device's name. */
  public DeviceSettings {
    if (!"cpu".equals(device) && !"cuda".equals(device)) {
      throw new InvalidInputException(
          "Cannot compute on device: " + device + " (allowed: cpu, cuda)");
    }
  }

  Device djlDevice() {
    return device.equals("cuda") ? Device.gpu(0) : Device.cpu();
  }
}
