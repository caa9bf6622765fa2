package dev.rondo.pipelines;

import dev.rondo.schema.InvalidInputException;
import java.nio.file.Files;
import java.nio.file.Path;
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
  private static final Pattern ADDRESS =
      Pattern.compile("(https?://)?([A-Za-z0-9._-]+|\\[[0-9a-fA-F:.]+]):[0-9]{1,5}/?");

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
   * @param master host and port, with or without {@code http://} or {@code https://}
   * @param configurationDirectory with Flink's configuration file; null for that of the environment
   *     variable {@code FLINK_CONF_DIR}, and without one for no keys
   * @throws InvalidInputException if the address is none, or the configuration or a key cannot be
   *     read
   */
  static FlinkAccess of(String master, String configurationDirectory) {
    requireAddress(master);
    Configuration configuration = read(configurationDirectory);
    boolean isSecured = SecurityOptions.isRestSSLEnabled(configuration);
    String host = master.endsWith("/") ? master.substring(0, master.length() - 1) : master;
    String address = host.startsWith("http") ? host : (isSecured ? "https://" : "http://") + host;
    try {
      return new FlinkAccess(
          address, isSecured ? SSLUtils.createRestSSLContext(configuration, true) : null);
    } catch (Exception e) {
      throw new InvalidInputException(
          "Cannot read the keys that flinkConfDir names: "
              + configurationDirectory
              + " ("
              + e.getMessage()
              + "; allowed: what security.ssl.rest.* of a running cluster says)",
          e);
    }
  }

  private static void requireAddress(String master) {
    if (!ADDRESS.matcher(master).matches()) {
      throw new InvalidInputException(
          "Cannot use flinkMaster: " + master + " (allowed: [local], or host:port of a cluster)");
    }
  }

  private static Configuration read(String given) {
    String directory = given == null ? System.getenv(ConfigConstants.ENV_FLINK_CONF_DIR) : given;
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
