package dev.rondo.pipelines;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Where a process of this machine can be reached by others, as Linux tells it under {@code /proc}:
 * TCP sockets that listen, UDP sockets, and unix-domain sockets that listen.
 */
final class OpenSockets {
  private static final String TCP_LISTEN = "0A";
  private static final long UNIX_LISTEN = 0x10000;

  private OpenSockets() {}

  /**
   * One of them.
   *
   * @param protocol tcp, tcp6, udp, udp6 or unix
   * @param address as the kernel writes it: hexadecimal, or a path
   * @param port 0 for unix-domain sockets
   */
  record OpenSocket(String protocol, String address, int port) {
    /** Whether only this machine can reach it. */
    boolean isLocal() {
      return switch (protocol) {
        case "unix" -> true;
        case "tcp", "udp" -> address.endsWith("7F");
        default ->
            address.equals("00000000000000000000000001000000")
                || (address.startsWith("0000000000000000FFFF0000") && address.endsWith("7F"));
      };
    }
  }

  /** What is open now; a process that has ended has nothing open. */
  static List<OpenSocket> of(long pid) throws IOException {
    Path process = Path.of("/proc", Long.toString(pid));
    List<OpenSocket> found = new ArrayList<>();
    try {
      Set<String> inodes = inodes(process.resolve("fd"));
      for (String protocol : List.of("tcp", "tcp6", "udp", "udp6")) {
        for (String[] row : rows(process.resolve("net").resolve(protocol))) {
          boolean takesCalls = protocol.startsWith("udp") || row[3].equals(TCP_LISTEN);
          if (takesCalls && inodes.contains(row[9])) {
            String[] local = row[1].split(":");
            found.add(new OpenSocket(protocol, local[0], Integer.parseInt(local[1], 16)));
          }
        }
      }
      for (String[] row : rows(process.resolve("net/unix"))) {
        boolean takesCalls = (Long.parseLong(row[3], 16) & UNIX_LISTEN) != 0;
        if (takesCalls && inodes.contains(row[6])) {
          found.add(new OpenSocket("unix", row.length > 7 ? row[7] : "", 0));
        }
      }
    } catch (IOException e) {
      if (Files.exists(process.resolve("fd"))) {
        throw e;
      }
    }
    return found;
  }

  private static Set<String> inodes(Path descriptors) throws IOException {
    Set<String> inodes = new HashSet<>();
    try (Stream<Path> links = Files.list(descriptors)) {
      for (Path link : links.toList()) {
        try {
          String target = Files.readSymbolicLink(link).toString();
          if (target.startsWith("socket:[")) {
            inodes.add(target.substring("socket:[".length(), target.length() - 1));
          }
        } catch (IOException e) {
          // It was closed since it was listed.
        }
      }
    }
    return inodes;
  }

  private static List<String[]> rows(Path table) throws IOException {
    if (!Files.exists(table)) {
      return List.of(); // a machine without IPv6
    }
    return Files.readAllLines(table).stream()
        .skip(1)
        .map(line -> line.trim().split("\\s+"))
        .toList();
  }
}
