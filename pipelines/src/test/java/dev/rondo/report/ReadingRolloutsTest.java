package dev.rondo.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.dataset.DatasetStore;
import dev.rondo.run.RunDirectory;
import dev.rondo.schema.Outcome;
import dev.rondo.schema.Rollout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The queries of docs/reading-rollouts.md, run by DuckDB over the datasets of a run. */
class ReadingRolloutsTest {
  private static final Path PAGE = Path.of("../docs/reading-rollouts.md");
  private static final Pattern QUERY =
      Pattern.compile("## (\\d+)\\. [^\n]*\n.*?```sql\n(.*?)```", Pattern.DOTALL);
  private static final int QUERIES = 10;

  @TempDir private Path folder;

  @Test
  void everyQueryOfThePageRunsAndAgreesWithTheRows() throws Exception {
    List<Rollout> rollouts = new ArrayList<>();
    RunDirectory run = CommittedRun.finished(folder, 3);
    for (int round = 1; run.isCommitted(RunDirectory.rolloutsDirectory(round)); round++) {
      DatasetStore dataset = run.dataset(RunDirectory.rolloutsDirectory(round));
      rollouts.addAll(dataset.readAllRows(Rollout.class));
    }
    // A control of shuffled verdicts has the same problems and positions; nobody asks for it here.
    copy(folder.resolve("rollouts/round-000001"), folder.resolve("rollouts/control-000001"));
    long correct = rollouts.stream().filter(r -> r.getVerdict() == Outcome.CORRECT).count();

    Map<Integer, List<Map<String, Object>>> answers = new LinkedHashMap<>();
    Matcher query = QUERY.matcher(Files.readString(PAGE));
    try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:")) {
      while (query.find()) {
        String sql = query.group(2).replace("runs/first", folder.toString());
        answers.put(Integer.parseInt(query.group(1)), rows(duckdb, sql));
      }
    }

    assertThat(answers).hasSize(QUERIES);
    assertThat(answers.get(1).stream().mapToLong(row -> number(row, "n").longValue()).sum())
        .isEqualTo(rollouts.size());
    assertThat(
            answers.get(1).stream()
                .mapToDouble(
                    row -> number(row, "n").doubleValue() * number(row, "pass_at_1").doubleValue())
                .sum())
        .isCloseTo(correct, org.assertj.core.data.Offset.offset(1e-6));
    assertThat(answers.get(2)).extracting(row -> row.get("verdict")).contains("CORRECT");
    assertThat(answers.get(7).stream().mapToLong(row -> number(row, "n").longValue()).sum())
        .isEqualTo(rollouts.stream().mapToLong(r -> r.getResponseTokens().size()).sum());
    assertThat(answers.get(9)).isNotEmpty();
    assertThat(answers.get(9))
        .allSatisfy(
            row -> {
              assertThat(number(row, "lost").longValue()).isZero();
              assertThat(number(row, "twice").longValue()).isZero();
            });
    for (int number : List.of(3, 4, 5, 6, 10)) {
      assertThat(answers.get(number)).as("query " + number).isNotEmpty();
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> paths = Files.walk(from)) {
      for (Path path : paths.toList()) {
        Files.copy(path, to.resolve(from.relativize(path).toString()));
      }
    }
  }

  private static Number number(Map<String, Object> row, String column) {
    return (Number) row.get(column);
  }

  private static List<Map<String, Object>> rows(Connection duckdb, String sql) throws SQLException {
    List<Map<String, Object>> rows = new ArrayList<>();
    try (Statement statement = duckdb.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      while (result.next()) {
        Map<String, Object> row = new LinkedHashMap<>();
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
          row.put(result.getMetaData().getColumnLabel(i), result.getObject(i));
        }
        rows.add(row);
      }
    }
    return rows;
  }
}
