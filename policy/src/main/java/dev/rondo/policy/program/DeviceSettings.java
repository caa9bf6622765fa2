package dev.rondo.policy.program;

import ai.djl.Device;
import dev.rondo.schema.InvalidInputException;

/**
 * Where a policy computes, and in which type.
 *
 * @param device {@code cpu} or {@code cuda}
 * @param type type of the layers; a policy that is trained has float32 weights whatever it is
 */
public record DeviceSettings(String device, ComputeType type) {
  /** The processor, in float32. */
  public static final DeviceSettings CPU = new DeviceSettings("cpu");

  /** Checks the device's name. */
  public DeviceSettings {
    if (!"cpu".equals(device) && !"cuda".equals(device)) {
      throw new InvalidInputException(
          "Cannot compute on device: " + device + " (allowed: cpu, cuda)");
    }
  }

  /** A device, in float32. */
  public DeviceSettings(String device) {
    this(device, ComputeType.FLOAT32);
  }

  Device djlDevice() {
    return device.equals("cuda") ? Device.gpu(0) : Device.cpu();
  }
}
