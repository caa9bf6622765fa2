package dev.rondo.pipelines;

import dev.rondo.schema.InvalidInputException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.apache.flink.configuration.ConfigConstants;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.SecurityOptions;
import org.apache.flink.runtime.net.SSLUtils;

/**
 * How a cluster's REST interface is spoken to: in the clear, or with the keys that a configuration
 * of Flink names.
 *
 * @param address scheme, host and port
 * @param keys null in the clear
 */
record FlinkAccess(String address, SSLContext keys) {
  private static final String LABEL = "[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?";
  private static final Pattern ADDRESS =
      Pattern.compile(
          "(?<scheme>https?://)?(?<host>" + LABEL + "(?:\\." + LABEL + ")*):(?<port>[0-9]{1,5})/?");
  private static final int HIGHEST_PORT = 65_535;

  /** For one who has nothing but the configuration of the cluster itself. */
  static FlinkAccess of(String configurationDirectory) {
    Configuration configuration = read(configurationDirectory);
    return of(
        configuration.get(RestOptions.ADDRESS) + ":" + configuration.get(RestOptions.PORT),
        configurationDirectory);
  }

  /**
   * For a driver.
   *
   * @param master host and port, with or without {@code http://} or {@code https://}; numbers of
   *     IPv6 are not taken, since Flink's own client does not know them
   * @param configurationDirectory with Flink's configuration file; null for that of the environment
   *     variable {@code FLINK_CONF_DIR}, and without one for no keys
   * @throws InvalidInputException if the address is none, or has another scheme than the
   *     configuration says, or that or a key cannot be read
   */
  static FlinkAccess of(String master, String configurationDirectory) {
    Matcher parts = ADDRESS.matcher(master);
    if (!parts.matches() || !isPort(parts.group("port"))) {
      throw new InvalidInputException(
          "Cannot use flinkMaster: "
              + master
              + " (allowed: [local], or host:port of a cluster: a name or an IPv4 address, a port"
              + " of 1 to "
              + HIGHEST_PORT
              + ")");
    }
    String directory = directory(configurationDirectory);
    Configuration configuration = read(directory);
    boolean isSecured = SecurityOptions.isRestSSLEnabled(configuration);
    String scheme = parts.group("scheme");
    FlinkAccess open =
        new FlinkAccess(
            (scheme != null ? scheme : isSecured ? "https://" : "http://")
                + parts.group("host")
                + ":"
                + parts.group("port"),
            null);
    open.requireNameForKeys(master);
    open.requireSecured(isSecured, master);
    if (!isSecured) {
      return open;
    }
    try {
      return new FlinkAccess(open.address(), SSLUtils.createRestSSLContext(configuration, true));
    } catch (Exception e) {
      throw new InvalidInputException(
          "Cannot read the keys that flinkConfDir names: "
              + directory
              + " ("
              + e.getMessage()
              + "; allowed: what security.ssl.rest.* of a running cluster says)",
          e);
    }
  }

  private static boolean isPort(String digits) {
    int port = Integer.parseInt(digits);
    return port >= 1 && port <= HIGHEST_PORT;
  }

  /** A key is one of a host whose name a certificate can have. */
  private void requireNameForKeys(String master) {
    if (address.startsWith("https:") && URI.create(address).getHost() == null) {
      throw new InvalidInputException(
          "Cannot use flinkMaster: "
              + master
              + " (allowed over TLS: a name as certificates have it, of letters, digits, hyphens"
              + " and dots)");
    }
  }

  /** Flink's own client, which sends jobs, takes no scheme: it goes by the configuration alone. */
  private void requireSecured(boolean isSecured, String master) {
    if (address.startsWith("https:") != isSecured) {
      throw new InvalidInputException(
          "Cannot use flinkMaster: "
              + master
              + " with security.ssl.rest.enabled: "
              + isSecured
              + " (allowed: what the configuration says that flinkConfDir or FLINK_CONF_DIR names,"
              + " or an address without a scheme)");
    }
  }

  /** Host and port, without a scheme. */
  String hostAndPort() {
    return address.substring(address.indexOf("//") + 2);
  }

  /**
   * Where a path is asked for. A name with an underscore, as services of docker compose have it, is
   * none for {@link URI}: such a host is asked for by its number.
   *
   * @throws UnknownHostException if such a name has no number
   */
  URI uri(String path) throws UnknownHostException {
    URI uri = URI.create(address + path);
    if (uri.getHost() != null) {
      return uri;
    }
    int colon = hostAndPort().lastIndexOf(':');
    InetAddress host = InetAddress.getByName(hostAndPort().substring(0, colon));
    String number =
        host instanceof Inet6Address ? "[" + host.getHostAddress() + "]" : host.getHostAddress();
    return URI.create("http://" + number + hostAndPort().substring(colon) + path);
  }

  private static String directory(String given) {
    return given == null ? System.getenv(ConfigConstants.ENV_FLINK_CONF_DIR) : given;
  }

  private static Configuration read(String directory) {
    if (directory == null) {
      return new Configuration();
    }
    if (!Files.isDirectory(Path.of(directory))) {
      throw new InvalidInputException(
          "Cannot read flinkConfDir: "
              + directory
              + " (allowed: a directory with flink-conf.yaml or config.yaml)");
    }
    try {
      return GlobalConfiguration.loadConfiguration(directory);
    } catch (RuntimeException e) {
      throw new InvalidInputException(
          "Cannot read flinkConfDir: "
              + directory
              + " ("
              + e.getMessage()
              + "; allowed: a directory with flink-conf.yaml or config.yaml)",
          e);
    }
  }
}
