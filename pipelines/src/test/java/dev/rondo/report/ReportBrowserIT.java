package dev.rondo.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.report.facts.RoundFacts;
import dev.rondo.report.facts.RunFacts;
import dev.rondo.report.facts.RunReader;
import dev.rondo.report.facts.SampleRollout;
import dev.rondo.run.RunDirectory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * The report in a real browser: what a person sees is what the run committed. Runs in the profile
 * {@code browser}, where a Chromium is installed; {@code -Drondo.report.pictures=DIR} keeps
 * pictures and {@code -Drondo.report.page=FILE} takes them of another page.
 */
@Tag("browser")
class ReportBrowserIT {
  private static final int ROUNDS = 7;

  @TempDir(cleanup = CleanupMode.NEVER)
  private static Path directory;

  private static Browser browser;
  private static RunFacts run;
  private static Path page;

  @BeforeAll
  static void open() throws Exception {
    assumeTrue(Browser.program().isPresent(), "no Chromium on this machine");
    RunDirectory finished = CommittedRun.finished(directory.resolve("finished"), ROUNDS);
    run = RunReader.read(finished);
    page = ReportFile.write(finished);
    browser = Browser.start(Files.createDirectory(directory.resolve("profile")));
    browser.look(1400, 900, false);
  }

  @AfterAll
  static void close() {
    if (browser != null) {
      browser.close();
    }
  }

  private static List<String> texts(String selector) throws Exception {
    List<String> texts = new ArrayList<>();
    browser
        .evaluate(
            "Array.from(document.querySelectorAll('" + selector + "')).map(e => e.textContent)")
        .forEach(text -> texts.add(text.asText()));
    return texts;
  }

  @Test
  void nothingComplains() throws Exception {
    browser.open(page);

    assertThat(browser.complaints()).isEmpty();
    assertThat(browser.evaluate("document.querySelectorAll('.uplot').length").asInt())
        .isEqualTo(browser.evaluate("document.querySelectorAll('.plot').length").asInt())
        .isGreaterThan(10);
  }

  @Test
  void theValuesOfAChartAreThoseOfTheRun() throws Exception {
    browser.open(page);
    browser.evaluate("document.querySelector('#reward details').open = true");
    Thread.sleep(200);
    List<String> rounds = texts("#reward tbody th");
    List<String> values = texts("#reward tbody td");

    assertThat(rounds).hasSize(ROUNDS);
    for (RoundFacts round : run.rounds()) {
      assertThat(values.get(round.round() - 1))
          .isEqualTo(
              Numbers.percent(round.verdicts().share(round.verdicts().correct()).orElseThrow()));
    }
  }

  @Test
  void theCrosshairShowsTheSameRoundInEveryChart() throws Exception {
    browser.open(page);
    browser.evaluate(
        """
        (() => { const plot = document.querySelector('#reward .plot'); plot.focus();
        for (const key of ['Home', 'ArrowRight', 'ArrowRight'])
          plot.dispatchEvent(new KeyboardEvent('keydown', {key: key, bubbles: true}));
        return new Promise(done => setTimeout(done, 300)); })()
        """);

    RoundFacts third = run.rounds().get(2);
    assertThat(texts("#reward .at")).containsExactly("round 3");
    assertThat(texts("#reward .legend b"))
        .containsExactly(
            Numbers.percent(third.verdicts().share(third.verdicts().correct()).orElseThrow()));
    assertThat(texts("#mixed .at")).containsExactly("round 3");
    assertThat(texts("#mixed .legend b"))
        .containsExactly(Numbers.percent(third.groups().mixedShare().orElseThrow()));
    assertThat(
            browser
                .evaluate("document.querySelector('#reward .plot').getAttribute('aria-valuetext')")
                .asText())
        .startsWith("round 3: mean reward ");
  }

  @Test
  void zoomIsOneForAllChartsOfRounds() throws Exception {
    browser.open(page);
    browser.evaluate(
        """
        (() => { const plot = document.querySelector('#reward .plot');
        for (const key of ['Home', 'ArrowRight', 'ArrowRight', 'ArrowRight', '+'])
          plot.dispatchEvent(new KeyboardEvent('keydown', {key: key, bubbles: true}));
        return new Promise(done => setTimeout(done, 300)); })()
        """);
    String before = picture("mixed");
    browser.evaluate("document.querySelector('#reset-zoom').click()");
    Thread.sleep(300);

    assertThat(picture("mixed")).isNotEqualTo(before);
    assertThat(browser.complaints()).isEmpty();
  }

  private static String picture(String chart) throws Exception {
    return browser.evaluate("document.querySelector('#" + chart + " canvas').toDataURL()").asText();
  }

  @Test
  void smoothingCanBeSwitchedOnAndOff() throws Exception {
    browser.open(page);
    String off = picture("reward");
    assertThat(browser.evaluate("document.querySelector('#smoothing').value").asText())
        .isEqualTo("1");
    select("smoothing", "5");
    String on = picture("reward");
    select("smoothing", "1");

    assertThat(on).isNotEqualTo(off);
    assertThat(picture("reward")).isEqualTo(off);
  }

  private static void select(String id, String value) throws Exception {
    browser.evaluate(
        "(() => { const s = document.getElementById('"
            + id
            + "'); s.value = '"
            + value
            + "'; s.dispatchEvent(new Event('change')); })()");
    Thread.sleep(300);
  }

  @Test
  void filtersShowTheRolloutsTheyName() throws Exception {
    browser.open(page);
    long all = run.samples().size();
    assertThat(texts("#sample-count").get(0)).startsWith(all + " of " + all);

    select("filter-verdict", "UNKNOWN");
    long unknown =
        run.samples().stream().filter(s -> s.judgement().verdict().equals("UNKNOWN")).count();
    assertThat(unknown).isPositive();
    assertThat(texts("#sample-count").get(0)).startsWith(unknown + " of " + all);
    assertThat(texts("#samples article .verdict")).containsOnly("? unknown");
    assertThat(texts("#samples article.incorrect")).isEmpty();

    select("filter-round", "3");
    long ofRound =
        run.samples().stream()
            .filter(s -> s.judgement().verdict().equals("UNKNOWN") && s.round() == 3)
            .count();
    assertThat(texts("#sample-count").get(0)).startsWith(ofRound + " of " + all);

    select("filter-verdict", "");
    select("filter-round", "");
    select("filter-problem", CommittedRun.problemId(1));
    assertThat(texts("#samples article .prompt")).containsOnly(CommittedRun.prompt(1));
  }

  @Test
  void aResponseIsShownWithItsLinesAndItsTokensColours() throws Exception {
    browser.open(page);
    SampleRollout first = run.samples().get(0);

    assertThat(texts("#samples article .response").get(0)).isEqualTo(first.response().text());
    assertThat(first.response().text()).contains("\n", "<");
    JsonNode titles =
        browser.evaluate(
            "Array.from(document.querySelector('#samples article .response')"
                + ".querySelectorAll('span')).map(s => [s.textContent, Number(s.title)])");
    for (int i = 0; i < titles.size(); i++) {
      assertThat(titles.get(i).get(0).asText()).isEqualTo(first.response().pieces().get(i).text());
      assertThat(titles.get(i).get(1).asDouble())
          .isCloseTo(first.response().pieces().get(i).logprob(), within(0.006));
    }
    assertThat(titles.size()).isEqualTo(first.response().pieces().size());
  }

  @Test
  void aRunThatHasOnlyBegunRendersToo() throws Exception {
    Path begun = ReportFile.write(CommittedRun.begun(directory.resolve("begun"), 3));
    browser.open(begun);

    assertThat(browser.complaints()).isEmpty();
    assertThat(texts("h2")).contains("Held-out problems", "Rounds", "Rollouts", "Lineage");
    assertThat(texts("#rounds .notice")).containsExactly("No rounds yet.");
    assertAccessible("begun");
  }

  @Test
  void aLivePageFollowsTheRun() throws Exception {
    RunDirectory growing = CommittedRun.begun(directory.resolve("growing"), 2);
    Path live = ReportFile.writeLive(growing, RunReader.read(growing), 1);
    browser.open(live);
    assertThat(texts(".lead").get(0)).startsWith("0 of 2 rounds");

    ReportFile.writeLive(
        growing, RunReader.read(CommittedRun.finished(directory.resolve("grown"), 2)), 1);
    List<String> lead = List.of();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!(lead.size() == 1 && lead.get(0).startsWith("2 of 2 rounds"))) {
      assertThat(System.nanoTime()).as("the page shows %s", lead).isLessThan(end);
      Thread.sleep(100); // it reads itself again each second, and has no text meanwhile
      lead = texts(".lead");
    }
  }

  @Test
  void aRunOfOneRoundWithoutMetricsRendersToo() throws Exception {
    RunDirectory one = CommittedRun.finished(directory.resolve("one"), 1);
    Files.delete(one.root().resolve("metrics/metrics.jsonl"));
    Files.deleteIfExists(one.root().resolve("metrics/times.jsonl"));
    Files.delete(one.root().resolve("policies/round-000000/tokenizer.json"));
    browser.open(ReportFile.write(one));

    assertThat(browser.complaints()).isEmpty();
    assertThat(texts("#entropy .notice")).containsExactly("No values yet.");
    assertThat(texts("#reward .legend b")).hasSize(1);
  }

  @Test
  void nobodyIsShutOut() throws Exception {
    for (boolean isDark : List.of(false, true)) {
      for (int width : List.of(1400, 390)) {
        browser.look(width, 900, isDark);
        browser.open(page);
        browser.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)");
        Thread.sleep(200);
        assertAccessible(width + (isDark ? " dark" : " light"));
        assertThat(
                browser
                    .evaluate("document.documentElement.scrollWidth - window.innerWidth")
                    .asInt())
            .as("nothing is wider than %d pixels", width)
            .isLessThanOrEqualTo(0);
        assertThat(
                browser.evaluate(
                    """
                    Array.from(document.querySelectorAll('.tools select, .tools input, caption span'))
                      .filter(e => e.getBoundingClientRect().right > window.innerWidth - 10)
                      .map(e => e.id || e.textContent)
                    """))
            .as("what ends outside of %d pixels", width)
            .isEmpty();
      }
    }
    browser.look(1400, 900, false);
  }

  private static void assertAccessible(String where) throws Exception {
    browser.evaluate(axe() + "; 1");
    JsonNode violations =
        browser.evaluate(
            """
            axe.run(document, {resultTypes: ['violations']}).then(r => r.violations
              .filter(v => v.impact === 'serious' || v.impact === 'critical')
              .map(v => v.id + ': ' + v.nodes.slice(0, 3).map(n => n.target + ' ' + n.failureSummary).join('; ')))
            """);
    assertThat(violations).as(where).isEmpty();
  }

  private static String axe() throws IOException {
    try (InputStream in = ReportBrowserIT.class.getResourceAsStream("/axe.min.js")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void picturesAreTakenWhereAskedFor() throws Exception {
    String pictures = System.getProperty("rondo.report.pictures");
    assumeTrue(pictures != null, "no pictures asked for");
    Path folder = Files.createDirectories(Path.of(pictures));
    Path shown = Path.of(System.getProperty("rondo.report.page", page.toString()));
    for (int width : List.of(1400, 800, 390)) {
      for (boolean isDark : List.of(false, true)) {
        browser.look(width, 1000, isDark);
        double millis = browser.open(shown);
        System.out.println(shown + " at " + width + " ready after " + Math.round(millis) + " ms");
        int height = browser.evaluate("document.documentElement.scrollHeight").asInt();
        for (int part = 0; part * 1600 < height && part < 5; part++) {
          String name = width + (isDark ? "-dark-" : "-light-") + part + ".png";
          browser.picture(
              folder.resolve(name), width, part * 1600, Math.min(1600, height - part * 1600));
        }
      }
    }
    browser.look(1400, 900, false);
    browser.open(shown);
    browser.print(folder.resolve("print.pdf"));
  }
}
