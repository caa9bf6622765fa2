package dev.rondo.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A headless Chromium with one page, driven by the DevTools protocol over a pipe of this machine.
 */
final class Browser implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int WAIT_SECONDS = 60;

  private final Process process;
  private final WebSocket socket;
  private final AtomicInteger lastId = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
  private final List<String> complaints = Collections.synchronizedList(new ArrayList<>());
  private final StringBuilder partial = new StringBuilder();

  private Browser(Process process, URI page) throws Exception {
    this.process = process;
    this.socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .buildAsync(page, new Listener())
            .get(WAIT_SECONDS, TimeUnit.SECONDS);
    call("Runtime.enable", Map.of());
    call("Log.enable", Map.of());
    call("Page.enable", Map.of());
  }

  /** The program, where it is installed. */
  static Optional<Path> program() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
        .flatMap(folder -> Stream.of("chromium", "chromium-browser").map(n -> Path.of(folder, n)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /**
   * Starts a browser.
   *
   * @param profile an empty directory of its own
   */
  static Browser start(Path profile) throws Exception {
    Process process =
        new ProcessBuilder(
                program().orElseThrow().toString(),
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--hide-scrollbars",
                "--disable-extensions",
                "--disable-background-networking",
                "--no-first-run",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "about:blank")
            .redirectErrorStream(true)
            .redirectOutput(profile.resolve("log").toFile())
            .start();
    Path ready = profile.resolve("DevToolsActivePort");
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
    while (!Files.exists(ready) || Files.readAllLines(ready).size() < 2) {
      if (!process.isAlive() || System.nanoTime() > end) {
        process.destroy();
        throw new IOException("no browser: " + Files.readString(profile.resolve("log")));
      }
      Thread.sleep(50);
    }
    String port = Files.readAllLines(ready).get(0);
    JsonNode pages = JSON.readTree(URI.create("http://127.0.0.1:" + port + "/json").toURL());
    for (JsonNode page : pages) {
      if (page.get("type").asText().equals("page")) {
        return new Browser(process, URI.create(page.get("webSocketDebuggerUrl").asText()));
      }
    }
    throw new IOException("no page: " + pages);
  }

  private final class Listener implements WebSocket.Listener {
    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean isLast) {
      partial.append(data);
      if (isLast) {
        try {
          message(JSON.readTree(partial.toString()));
        } catch (IOException e) {
          complaints.add(e.toString());
        }
        partial.setLength(0);
      }
      from.request(1);
      return null;
    }
  }

  private void message(JsonNode message) {
    if (message.has("id")) {
      answers.remove(message.get("id").asInt()).complete(message);
      return;
    }
    JsonNode params = message.path("params");
    switch (message.path("method").asText()) {
      case "Runtime.exceptionThrown" -> complaints.add(params.path("exceptionDetails").toString());
      case "Runtime.consoleAPICalled" -> complaints.add(params.toString());
      case "Log.entryAdded" -> complaints.add(params.path("entry").toString());
      default -> {}
    }
  }

  private JsonNode call(String method, Map<String, ?> params) throws Exception {
    int id = lastId.incrementAndGet();
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    answers.put(id, answer);
    ObjectNode message = JSON.createObjectNode();
    message.put("id", id).put("method", method).set("params", JSON.valueToTree(params));
    socket.sendText(message.toString(), true).get(WAIT_SECONDS, TimeUnit.SECONDS);
    JsonNode answered = answer.get(WAIT_SECONDS, TimeUnit.SECONDS);
    if (answered.has("error")) {
      throw new IOException(method + ": " + answered.get("error"));
    }
    return answered.get("result");
  }

  /**
   * Opens a file and waits until its script is done.
   *
   * @return milliseconds up to then, by the browser's clock
   */
  double open(Path file) throws Exception {
    evaluate("window.isLeft = true");
    complaints.clear();
    call("Page.navigate", Map.of("url", file.toUri().toString()));
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
    String url = file.toUri().toString().replace("file:///", "");
    String isReady =
        "location.href.includes("
            + JSON.writeValueAsString(url)
            + ") && !window.isLeft && document.documentElement?.dataset.ready === 'true'";
    while (!evaluate(isReady).asBoolean()) {
      if (System.nanoTime() > end) {
        throw new IOException("the page was not ready: " + complaints);
      }
      Thread.sleep(20);
    }
    return evaluate(
            "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() =>"
                + " done(performance.now()))))")
        .asDouble();
  }

  /** The value of an expression in the page, a promise awaited. */
  JsonNode evaluate(String expression) throws Exception {
    Map<String, ?> params =
        Map.of("expression", expression, "awaitPromise", true, "returnByValue", true);
    JsonNode result;
    try {
      result = call("Runtime.evaluate", params);
    } catch (IOException e) {
      if (!e.getMessage().contains("context")) {
        throw e;
      }
      Thread.sleep(500); // the page has just been read again
      result = call("Runtime.evaluate", params);
    }
    if (result.has("exceptionDetails")) {
      throw new IOException(result.get("exceptionDetails").toString());
    }
    return result.path("result").path("value");
  }

  /** What the page, the policy of its content or the network complained of. */
  List<String> complaints() {
    return List.copyOf(complaints);
  }

  /** Size of the window and whether the person likes it dark. */
  void look(int width, int height, boolean isDark) throws Exception {
    call(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 500));
    call(
        "Emulation.setEmulatedMedia",
        Map.of(
            "features",
            List.of(Map.of("name", "prefers-color-scheme", "value", isDark ? "dark" : "light"))));
    evaluate(
        "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(1))))");
  }

  /** A picture of a part of the page, whole or from a y on. */
  void picture(Path file, int width, int fromY, int height) throws Exception {
    JsonNode picture =
        call(
            "Page.captureScreenshot",
            Map.of(
                "format",
                "png",
                "captureBeyondViewport",
                true,
                "clip",
                Map.of("x", 0, "y", fromY, "width", width, "height", height, "scale", 1)));
    Files.write(file, Base64.getDecoder().decode(picture.get("data").asText()));
  }

  /** The page as it is printed. */
  void print(Path file) throws Exception {
    JsonNode printed =
        call("Page.printToPDF", Map.of("printBackground", true, "preferCSSPageSize", false));
    Files.write(file, Base64.getDecoder().decode(printed.get("data").asText()));
  }

  @Override
  public void close() {
    socket.abort();
    // All of them write into the profile, which is removed after this.
    List<ProcessHandle> all =
        Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
    all.forEach(ProcessHandle::destroyForcibly);
    for (ProcessHandle one : all) {
      one.onExit().orTimeout(10, TimeUnit.SECONDS).join();
    }
  }
}
