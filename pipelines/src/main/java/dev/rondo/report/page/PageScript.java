package dev.rondo.report.page;

import dev.rondo.dataset.Digests;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Properties;

/**
 * Style and script of a page: the chart library with its licence, as the class path has it, and the
 * program's own.
 */
final class PageScript {
  private static final String LIBRARY = "/META-INF/maven/org.webjars.npm/uplot/pom.properties";

  private PageScript() {}

  /** The style sheet. */
  static String style() {
    return library("dist/uPlot.min.css") + "\n" + resource("report.css");
  }

  /** The script. */
  static String script() {
    return "/*\n"
        + library("LICENSE").strip().replace("*/", "* /")
        + "\n*/\n"
        + library("dist/uPlot.iife.min.js")
        + "\n"
        + resource("report.js");
  }

  /** How a content security policy names a style sheet or script that stands in the page. */
  static String source(String content) {
    byte[] digest = Digests.newSha256().digest(content.getBytes(StandardCharsets.UTF_8));
    return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
  }

  private static String library(String file) {
    Properties properties = new Properties();
    try (InputStream in = open(LIBRARY)) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return resource(
        "/META-INF/resources/webjars/uplot/" + properties.getProperty("version") + "/" + file);
  }

  private static String resource(String name) {
    try (InputStream in = open(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InputStream open(String name) {
    InputStream in = PageScript.class.getResourceAsStream(name);
    if (in == null) {
      throw new IllegalStateException("The program was packaged without " + name);
    }
    return in;
  }
}
