package dev.rondo.policy.program;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/**
 * The C library's heap, in which tensors lie. What tensors freed stays with the process and goes
 * back to the system only where it is the end of a heap: sampling and training, which take turns
 * and ask for other sizes, would each leave theirs behind, and every round a little more.
 */
public final class NativeHeap {
  private static final String COMMANDS = "com.sun.management:type=DiagnosticCommand";
  private static final String TRIM = "systemTrimNativeHeap";

  private NativeHeap() {}

  /**
   * Gives all pages that hold nothing back to the system, after those of buffers that Java no
   * longer refers to are free. Costs the time to map them again when they are needed, about half a
   * second for 2 GiB. Gives back nothing where the JVM cannot do it: before 17.0.9, and with
   * another C library than glibc.
   */
  public static void giveBack() {
    if (!Commands.CAN_TRIM) {
      return;
    }
    System.gc();
    try {
      commands().invoke(new ObjectName(COMMANDS), TRIM, new Object[0], new String[0]);
    } catch (JMException e) {
      // Memory that could have been given back is no fault of what was computed.
      return;
    }
  }

  private static MBeanServer commands() {
    return ManagementFactory.getPlatformMBeanServer();
  }

  /** What this JVM can do: a collection that frees buffers nobody trims would be for nothing. */
  private static final class Commands {
    static final boolean CAN_TRIM = canTrim();

    private static boolean canTrim() {
      try {
        return Arrays.stream(commands().getMBeanInfo(new ObjectName(COMMANDS)).getOperations())
            .anyMatch(operation -> operation.getName().equals(TRIM));
      } catch (JMException e) {
        return false;
      }
    }
  }
}
