package dev.rondo.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.config.RunConfig;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

/** The report page and the summary: complete, self-contained, the same bytes each time. */
class HtmlReportTest {

  @Test
  void theSameRunGivesTheSameBytes() {
    assertThat(HtmlReport.render(ExampleRun.finished()))
        .isEqualTo(HtmlReport.render(ExampleRun.finished()));
  }

  @Test
  void thePageNeedsNothingFromElsewhere() {
    assertThat(HtmlReport.render(ExampleRun.finished()))
        .doesNotContain("http")
        .doesNotContain("<script")
        .doesNotContain("src=")
        .doesNotContain("@import");
  }

  @Test
  void thePageShowsEveryChartAndTable() {
    assertThat(HtmlReport.render(ExampleRun.finished()))
        .contains("pass@k before and after", "pass@1 over the rounds", "Outcome reward")
        .contains("Entropy", "Response length", "Gradient norm", "Behavior gap", "Loss")
        .contains("Warm start: cross-entropy", "CORRECT, equal", "pass@256", "Times")
        .contains("rounds − base policy", "control − base policy", "rounds − control");
  }

  @Test
  void alarmsAndAnEarlyEndStandBeforeTheResults() {
    String html = HtmlReport.render(ExampleRun.finished());
    assertThat(html)
        .contains("Ended early, after round 60: the last 10 rounds brought nothing.")
        .contains("Label prediction on held-out groups");
    assertThat(html.substring(html.indexOf("Alarms"), html.indexOf("Held-out problems")))
        .contains("behavior-gap", "<td>2</td><td>7</td><td>9</td>");
  }

  @Test
  void textFromPoliciesIsEscaped() {
    assertThat(HtmlReport.render(ExampleRun.finished()))
        .contains("9*7=63;&lt;b&gt;&amp;")
        .doesNotContain("9*7=63;<b>");
  }

  @Test
  void everyChartIsWellFormedXmlWithoutStrayNumbers() throws Exception {
    String html = HtmlReport.render(ExampleRun.finished());
    int charts = 0;
    for (int from = html.indexOf("<svg"); from >= 0; from = html.indexOf("<svg", from + 1)) {
      String svg = html.substring(from, html.indexOf("</svg>", from) + 6);
      DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .parse(new InputSource(new StringReader(svg)));
      assertThat(svg).doesNotContain("NaN").doesNotContain("Infinity");
      charts++;
    }
    assertThat(charts).isEqualTo(12);
  }

  @Test
  void aRunThatHasOnlyBegunHasAPageToo() {
    RunReport empty =
        new RunReport(
            RunConfig.preset("tiny"),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            Optional.empty());

    assertThat(HtmlReport.render(empty)).contains("0 of 2 rounds").endsWith("</html>\n");
    assertThat(SummaryText.of(empty, Path.of("runs/tiny"))).isNotEmpty();
  }

  @Test
  void theSummaryIsOnePageThatNamesGainIntervalAndReport() {
    List<String> lines = SummaryText.of(ExampleRun.finished(), Path.of("runs/quickstart"));

    assertThat(lines).hasSizeLessThan(45).allSatisfy(line -> assertThat(line).hasSizeLessThan(96));
    assertThat(String.join("\n", lines))
        .contains("pass@1", "greedy", "pass@256", "95 % interval", "control")
        .contains("runs/quickstart/report/index.html")
        .containsPattern("rounds over base +\\+[0-9.]+ points");
  }
}
