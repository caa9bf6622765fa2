package dev.rondo.report.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rondo.report.facts.SampleRollout;
import dev.rondo.report.facts.SampleRollout.Judgement;
import dev.rondo.report.facts.SampleRollout.Piece;
import dev.rondo.report.facts.SampleRollout.Question;
import dev.rondo.report.facts.SampleRollout.Response;
import dev.rondo.report.page.Block.Cell;
import dev.rondo.report.page.Block.Role;
import dev.rondo.report.page.Chart.Axis;
import dev.rondo.report.page.Chart.Line;
import dev.rondo.report.page.Chart.Point;
import dev.rondo.report.page.Chart.Unit;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The file of a page: safe, self-contained, the same bytes each time, with the page's numbers. */
class PageWriterTest {
  private static final String HOSTILE = "</script><img src=x onerror=alert(1)>\u202Eא\u0007";

  private static Page page(Block... blocks) {
    return new Page("run", "", List.of(new Section("one", "One", "", List.of(blocks))), 0, "");
  }

  private static SampleRollout sample(String text, List<Piece> pieces) {
    return new SampleRollout(
        3,
        new Question("p1", HOSTILE, "2"),
        1,
        new Response(text, 7, false, pieces),
        new Judgement("UNKNOWN", "timeout", null));
  }

  private static JsonNode data(String html, String id) throws IOException {
    String start = "<script type=\"application/json\" id=\"" + id + "-data\">";
    int from = html.indexOf(start) + start.length();
    return new ObjectMapper().readTree(html.substring(from, html.indexOf("</script>", from)));
  }

  @Test
  void textFromAnywhereIsShownAndNeverObeyed() throws IOException {
    String html =
        PageWriter.write(
            page(
                Block.Notice.of(HOSTILE),
                Block.Table.of(HOSTILE, List.of(HOSTILE), List.of(List.of(Cell.of(HOSTILE)))),
                new Block.HeatMap(
                    HOSTILE,
                    List.of(HOSTILE),
                    List.of(new Block.HeatRow("p", HOSTILE, List.of(0.5)))),
                new Block.Preformatted(HOSTILE, HOSTILE),
                new Block.Samples(List.of(sample(HOSTILE, List.of())))));

    assertThat(html).doesNotContain("<img").doesNotContain("\u202E").doesNotContain("\u0007");
    assertThat(html).contains("<bdi>&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;\\u202eא");
    assertThat(data(html, "samples").get(0).get("text").asText())
        .isEqualTo("</script><img src=x onerror=alert(1)>\\u202eא\\u0007");
  }

  @Test
  void thePageAsksNothingOfTheNetworkAndAllowsOnlyItsOwnStyleAndScript() throws Exception {
    String html = PageWriter.write(page());
    String script = between(html, "<script>", "</script>");
    String style = between(html, "<style>", "</style>");

    assertThat(html)
        .contains("default-src 'none'")
        .contains("style-src '" + sha256(style) + "'")
        .contains("script-src '" + sha256(script) + "'")
        .doesNotContain(" src=")
        .doesNotContain("<link")
        .doesNotContain("@import")
        .doesNotContain("url(");
    assertThat(script).contains("MIT License", "uPlot");
  }

  private static String between(String text, String start, String end) {
    int from = text.indexOf(start) + start.length();
    return text.substring(from, text.indexOf(end, from));
  }

  private static String sha256(String text) throws Exception {
    byte[] digest =
        MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    return "sha256-" + Base64.getEncoder().encodeToString(digest);
  }

  @Test
  void aChartsNumbersStandInItsDataWithGaps() throws IOException {
    Chart chart =
        new Chart(
            "c",
            "C",
            Axis.ROUND,
            Unit.share(""),
            List.of(
                new Line("a", Role.FIRST, true, List.of(Point.of(1, 0.1234567891), Point.of(3, 1))),
                new Line("b", Role.SECOND, false, List.of(new Point(2, 0.5, 0.25, 0.75)))),
            List.of(1, 4),
            List.of(3));

    JsonNode data = data(PageWriter.write(page(new Block.Charts(List.of(chart)))), "charts").get(0);

    assertThat(data.get("x").toString()).isEqualTo("[1,2,3,4]");
    assertThat(data.get("lines").get(0).get("y").toString()).isEqualTo("[0.1234568,null,1,null]");
    assertThat(data.get("lines").get(1).get("low").toString()).isEqualTo("[null,0.25,null,null]");
    assertThat(data.get("lines").get(1).get("high").toString()).isEqualTo("[null,0.75,null,null]");
    assertThat(data.get("marks").toString()).isEqualTo("[3]");
  }

  @Test
  void numbersKeepSevenDigits() {
    assertThat(PageData.rounded(0)).isEqualTo("0");
    assertThat(PageData.rounded(-3)).isEqualTo("-3");
    assertThat(PageData.rounded(1234567)).isEqualTo("1234567");
    assertThat(Double.parseDouble(PageData.rounded(2e-9 / 3))).isEqualTo(6.666667e-10);
    assertThat(Double.parseDouble(PageData.rounded(123456789))).isEqualTo(123456800);
  }

  @Test
  void aResponsesPiecesHaveTheLengthsOfWhatIsShown() throws IOException {
    List<Piece> pieces = List.of(new Piece("a", -0.001), new Piece("\u0007", -1.234));
    JsonNode data =
        data(
            PageWriter.write(page(new Block.Samples(List.of(sample("a\u0007", pieces))))),
            "samples");

    assertThat(data.get(0).get("text").asText()).isEqualTo("a\\u0007");
    assertThat(data.get(0).get("pieces").toString()).isEqualTo("[1,6]");
    assertThat(data.get(0).get("logprobs").toString()).isEqualTo("[0,-1.23]");
  }

  @Test
  void tooManyLongResponsesAreCutAndSayHowMuch() throws IOException {
    String text = "x".repeat(50_000);
    JsonNode data =
        data(
            PageWriter.write(
                page(
                    new Block.Samples(
                        java.util.Collections.nCopies(200, sample(text, List.of()))))),
            "samples");

    int shown = data.get(0).get("text").asText().length();
    assertThat(shown).isBetween(1_000, 20_000);
    assertThat(data.get(0).get("left").asInt()).isEqualTo(50_000 - shown);
    assertThat(data.toString().length()).isLessThan(4_000_000);
  }

  /** Long prompts are cut themselves: they take nothing from the responses. */
  @Test
  void longPromptsAndAnswersAreCutAndResponsesStay() throws IOException {
    String response = "x".repeat(1_500);
    SampleRollout sample =
        new SampleRollout(
            3,
            new Question("p1", "a".repeat(50_000), "b".repeat(5_000)),
            1,
            new Response(response, 7, false, List.of()),
            new Judgement("INCORRECT", "different", "c".repeat(100_000)));
    JsonNode data =
        data(
            PageWriter.write(page(new Block.Samples(java.util.Collections.nCopies(500, sample)))),
            "samples");

    JsonNode first = data.get(0);
    assertThat(first.get("text").asText()).isEqualTo(response);
    assertThat(first.get("prompt").asText()).isEqualTo("a".repeat(4_000) + " … (46000 more)");
    assertThat(first.get("answer").asText()).isEqualTo("b".repeat(4_000) + " … (1000 more)");
    assertThat(first.get("extracted").asText()).isEqualTo("c".repeat(4_000) + " … (96000 more)");
  }

  @Test
  void aLivePageIsReadAgain() {
    assertThat(PageWriter.write(new Page("run", "", List.of(), 5, "")))
        .contains("<meta http-equiv=\"refresh\" content=\"5\">");
    assertThat(PageWriter.write(page())).doesNotContain("http-equiv=\"refresh\"");
  }

  @Test
  void theSamePageGivesTheSameBytes() {
    assertThat(PageWriter.write(page(Block.Notice.of("a"))))
        .isEqualTo(PageWriter.write(page(Block.Notice.of("a"))));
  }
}
